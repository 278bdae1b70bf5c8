import { afterEach, describe } from "vitest";
import { attackCases } from "./support/attack-cases.js";
import type { Battery, Bench, Run, Running } from "./support/bench.js";
import { bodyCases } from "./support/body-cases.js";
import { watchedOptions } from "./support/deliveries.js";
import { onceCases } from "./support/once-cases.js";
import { refusalCases } from "./support/refusal-cases.js";
import { send } from "./support/wire.js";

export { type Battery, type Running, toHandler } from "./support/bench.js";

/** Every rule that all adapters hold, over a real server and raw sockets. */
export function runBattery(battery: Battery): void {
  const running: Running[] = [];
  afterEach(async () => {
    for (const server of running.splice(0)) await server.close();
  });
  const start: Battery["start"] = async (app) => {
    const server = await battery.start(app);
    running.push(server);
    return server;
  };
  for (const form of battery.forms) {
    const app: Bench["app"] = async ({ run = async () => {}, options = {}, before } = {}) => {
      const watched = watchedOptions();
      const ran: string[] = [];
      const counted: Run = (event, context) => {
        ran.push(event.id);
        return run(event, context);
      };
      const server = await start({ form, options: { ...watched.options, ...options }, run: counted, before });
      const { port, path = "/hook" } = server;
      return {
        ...watched,
        ran,
        port,
        path,
        post: ({ headers, body }) => send(port, { path, headers: headers ?? [] }, body),
      };
    };
    describe(`${battery.name}, ${form} form`, () => {
      for (const cases of [refusalCases, bodyCases, onceCases]) cases({ ...battery, start, form, app });
    });
  }
  describe(`${battery.name}, attacks`, () => attackCases({ ...battery, start }));
}
