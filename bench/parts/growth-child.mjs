// So many distinct events through the whole pipeline, into memory: CPU for each delivery. Signing is not counted.
import { createReceiver, memoryStore } from "hookonce";
import { bodyOf, schemes } from "../harness/deliveries.mjs";

const BATCH = 500;
const [events, least] = process.argv.slice(2).map(Number);
const { Stripe } = schemes;
let count = 0;

function delivery() {
  const { headers, body } = Stripe.sign(bodyOf(1000, `evt_${String(count++).padStart(9, "0")}`));
  return { method: "POST", headers, body };
}

const cpu = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/** Fills a new store; gives CPU microseconds for each delivery, and what a process keeps for each event. */
async function fill(size) {
  let runs = 0;
  const store = memoryStore({ maxEntries: Math.max(size, 1000) });
  const receiver = createReceiver({ provider: Stripe.provider, secret: Stripe.secret, store }, async () => {
    runs++;
  });
  let took = 0;
  for (let done = 0; done < size; done += BATCH) {
    const deliveries = Array.from({ length: Math.min(BATCH, size - done) }, delivery);
    const start = cpu();
    for (const one of deliveries) await receiver.receive(one);
    took += cpu() - start;
  }
  if (runs !== size) throw new Error(`${runs} of ${size} events ran`);
  return took / size;
}

await fill(Math.min(20_000, least));
const costs = [];
for (let done = 0; done < Math.max(least, events); done += events) costs.push(await fill(events));
process.send(costs.reduce((all, one) => all + one, 0) / costs.length);
process.disconnect();
