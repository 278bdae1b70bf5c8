// The outer block of HMAC in JavaScript beside the native form, in a loop and in a live server: docs/decisions/outer-block.md.
import { bodyOf, mustAccept, mustRefuse, SECRET, schemes } from "../harness/deliveries.mjs";
import { raceRoutes, sameDelivery, startServer } from "../harness/load.mjs";
import { nativeForm, scriptForm } from "../harness/outer-block.mjs";
import { median } from "../harness/statistics.mjs";

export const aims = [];

const { Stripe } = schemes;
const forms = { native: nativeForm(SECRET), script: scriptForm(SECRET) };

async function inLoop({ report, race }) {
  for (const [size, bytes] of [
    ["0.2 KB", 200],
    ["1 KB", 1000],
    ["10 KB", 10_000],
  ]) {
    const { headers, body, floor } = Stripe.sign(bodyOf(bytes));
    const other = Buffer.from(body);
    other[100] ^= 1;
    const run = (payload) => ({
      native: () => forms.native(headers, payload),
      script: () => forms.script(headers, payload),
    });
    await mustAccept(run(body));
    await mustRefuse(run(other));
    const times = await race({ floor, ...run(body) });
    report.ratio({ what: `loop, ${size}: native, against the floor`, of: times.native, to: times.floor });
    report.ratio({
      what: `loop, ${size}: outer block in JavaScript, against the floor`,
      of: times.script,
      to: times.floor,
    });
    report.ratio({
      what: `loop, ${size}: outer block in JavaScript, against native`,
      of: times.script,
      to: times.native,
    });
  }
}

async function inServer({ report, quick }) {
  const server = await startServer(new URL("../parts/outer-block-child.mjs", import.meta.url), []);
  const same = sameDelivery(Stripe, bodyOf(1000));
  const requests = { base: same, floor: same, native: same, script: same };
  const size = quick ? { rounds: 2, amount: 100 } : { rounds: 60, amount: 1000 };
  const { base, floor, native, script } = await raceRoutes(server, requests, size);
  await server.stop();
  const cpu = { unit: "µs", what: "node:http, 1 KB, CPU for each request" };
  report.ratio({ ...cpu, what: `${cpu.what}: the floor, over the bare route`, of: floor, to: base });
  report.ratio({ ...cpu, what: `${cpu.what}: native, over the bare route`, of: native, to: base });
  report.ratio({ ...cpu, what: `${cpu.what}: outer block in JavaScript, over the bare route`, of: script, to: base });
  report.ratio({ ...cpu, what: `${cpu.what}: outer block in JavaScript, against native`, of: script, to: native });
  const saved = 100 * (1 - median(script) / median(native));
  report.value({ what: "what the outer block in JavaScript saves of the CPU of a request", value: saved, unit: "%" });
}

export async function measure(tools) {
  await inLoop(tools);
  await inServer(tools);
  tools.report.note(
    "For a decision, not for an aim: the outer block in JavaScript moves in only if it saves over 10 % of the CPU of a " +
      "request. Both forms are bare functions for Stripe's header, each as fast as we can write it.",
  );
}
