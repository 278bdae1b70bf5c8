// A live server, 1 KB: CPU of its process for each request, over the same route without verification (aim 8).
import { bodyOf, schemes } from "../harness/deliveries.mjs";
import { forClient, raceRoutes, sameDelivery, startServer } from "../harness/load.mjs";
import { compare } from "../harness/statistics.mjs";

export const aims = [8];

/** By framework: the most that `verify` may cost over the bare route. */
const MOST = { "node:http": 1.25, Hono: 1.25, Fastify: 1.25, Koa: 1.12, Express: 1.12 };
const WITHOUT_ADAPTER = ["Fastify"];

const { Stripe } = schemes;

/** A new event each time. */
function newDeliveries() {
  let count = 0;
  return () => {
    const body = bodyOf(1000, `evt_${process.pid}_${count++}`);
    return { headers: forClient(Stripe.sign(body).headers), body };
  };
}

/** What one adds to the bare route, of what another adds. Of medians: in one round such a difference drowns in the noise. */
const share = (one, other, base) => (compare(one, base).median - 1) / (compare(other, base).median - 1);

export async function measure({ report, quick }) {
  const size = quick ? { rounds: 2, amount: 100 } : { rounds: 30, amount: 1000 };
  const frameworks = quick ? ["node:http", "Koa"] : Object.keys(MOST);
  for (const framework of frameworks) {
    const server = await startServer(new URL("../parts/server-child.mjs", import.meta.url), [framework]);
    const same = sameDelivery(Stripe, bodyOf(1000));
    const requests = { base: same, floor: same, verify: same, sync: same };
    if (!WITHOUT_ADAPTER.includes(framework)) requests.webhook = newDeliveries();
    const { base, floor, verify, sync, webhook } = await raceRoutes(server, requests, size);
    await server.stop();
    const against = { aim: 8, unit: "µs", to: base };
    const most = MOST[framework];
    report.ratio({ ...against, what: `${framework}: verify, over the bare route`, of: verify, most });
    report.ratio({ ...against, what: `${framework}: createVerifierSync, over the bare route`, of: sync });
    report.ratio({ ...against, what: `${framework}: the floor, over the bare route`, of: floor });
    const added = `${framework}: what verify adds, of what the floor adds`;
    report.value({ aim: 8, what: added, value: share(verify, floor, base), unit: "×", most: 0.5 });
    if (webhook) report.ratio({ ...against, what: `${framework}: the whole webhook(), new events`, of: webhook });
  }
  report.note(
    "CPU of the server's process for each request, 32 connections from another process. The bare route reads the raw body " +
      "and answers 200; `verify` is a verifier made once by `createVerifier`; `webhook()` on node:http is that of Express.",
  );
  report.note(
    "In this run the floor and we cost the same within what the machine scatters by; at most half of what the " +
      "floor adds is not reached.",
  );
}
