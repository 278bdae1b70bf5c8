import { createHmac } from "node:crypto";
import { createReceiver, type IdempotencyStore } from "hookonce";
import { stripe } from "hookonce/providers/stripe";
import { checkStore, storeChecks } from "hookonce/testing";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { load } from "./bundle.js";
import { fencesOf } from "./markdown.js";

/** A key-value service with a clock of its own, whose answers take their time. */
class Service {
  nowMs = 1_767_225_600_000;
  readonly records = new Map<string, { value: string; version: number; expires: number }>();

  #record(key: string) {
    const found = this.records.get(key);
    return found && found.expires > this.nowMs ? found : undefined;
  }

  async read(key: string) {
    await null;
    const record = this.#record(key);
    return { value: record?.value, version: record?.version ?? 0, nowMs: this.nowMs };
  }

  async writeIf(key: string, version: number, value: string, expireInMs: number) {
    await null;
    return (this.#record(key)?.version ?? 0) === version && this.put(key, value, expireInMs);
  }

  put(key: string, value: string, expireInMs: number) {
    const version = (this.#record(key)?.version ?? 0) + 1;
    this.records.set(key, { value, version, expires: this.nowMs + expireInMs });
    return true;
  }
}

const PAGE = "docs/stores.md";

describe("the store of docs/stores.md", () => {
  const code = fencesOf(PAGE).find((fence) => fence.code.includes("export function keyValueStore"))?.code ?? "";
  let make: (service: Service) => IdempotencyStore;

  beforeAll(async () => {
    make = (await load(code)).keyValueStore as typeof make;
  });

  it("has fewer than 40 lines, of at most 120 characters", () => {
    const lines = code.split("\n");
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.length).toBeLessThan(40);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(120);
  });

  const checks = storeChecks(() => {
    const service = new Service();
    return {
      store: make(service),
      reopen: () => make(service),
      lose: (key) => service.records.delete(key),
      advance(ms) {
        service.nowMs += ms;
      },
    };
  });
  for (const { name, run } of checks) it(name, run);

  it("without the compare in compare-and-set, it would not pass", async () => {
    class Careless extends Service {
      override async writeIf(key: string, _version: number, value: string, expireInMs: number) {
        await null;
        return this.put(key, value, expireInMs);
      }
    }
    const store = () => {
      const service = new Careless();
      return {
        store: make(service),
        advance(ms: number) {
          service.nowMs += ms;
        },
      };
    };
    const error = await checkStore(store, { without: ["lose", "reopen"] }).catch(String);
    expect(error).toContain("of 16 claims at once one is claimed");
  });

  it("two receivers that share it run an event once", async () => {
    const store = make(new Service());
    let runs = 0;
    let finish: (value?: unknown) => void = () => {};
    const working = new Promise((resolve) => {
      finish = resolve;
    });
    const secret = "whsec_5Jb1dQ0nYxkq2";
    const handle = () => {
      runs++;
      return working;
    };
    const make2 = () => createReceiver({ provider: stripe, secret, store, waitMs: 0 }, handle);
    const body = '{"id":"evt_1","type":"invoice.paid"}';
    const t = Math.floor(Date.now() / 1000);
    const v1 = createHmac("sha256", secret).update(`${t}.${body}`).digest("hex");
    const delivery = { method: "POST", headers: { "stripe-signature": `t=${t},v1=${v1}` }, body };
    const [one, two] = [make2(), make2()];
    const first = one.receive(delivery);
    await vi.waitFor(() => expect(runs).toBe(1));
    expect((await two.receive(delivery)).status).toBe(503);
    finish();
    expect((await first).status).toBe(200);
    expect((await two.receive(delivery)).status).toBe(200);
    expect(runs).toBe(1);
  });
});
