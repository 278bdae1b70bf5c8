// One process of an app: a node:http server with one endpoint, over the built package. It writes down what it does, a line at a time.
import { openSync, writeSync } from "node:fs";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { webhook } from "hookonce/express";
import { stripe } from "hookonce/providers/stripe";
import { now } from "./clock.mjs";
import { SECRET, TOLERANCE_SECONDS } from "./provider.mjs";
import { createRandom } from "./random.mjs";
import { SABOTAGE } from "./sabotage.mjs";
import { openStore } from "./stores.mjs";

/** One handler in so many fails, before it has done anything. */
const FAILS_ONE_IN = 50;

const { site, log, leaseMs, seed, sabotage } = JSON.parse(process.argv[2]);
const random = createRandom(seed);
const file = openSync(log, "a");
/** One write call for each line: what a killed process has written is there. It begins a line too: the one before may be torn. */
const note = (line) => writeSync(file, `\n${JSON.stringify({ ...line, pid: process.pid, at: now() })}\n`);
const eventOf = (key) => key.slice(key.lastIndexOf(":") + 1);

let claims = 0;
/** Writes down what a claimed store was asked and what it said, before the receiver learns of it. */
function observed(store) {
  const operation = (name) => async (key, fence, options) => {
    const asked = now();
    const event = eventOf(key);
    try {
      const ok = await store[name](key, fence, options);
      note({ what: "operation", name, event, fence, asked, ok });
      return ok;
    } catch (error) {
      note({ what: "operation", name, event, fence, asked, ok: "not answered" });
      throw error;
    }
  };
  return {
    ...store,
    async claim(key, options) {
      const event = eventOf(key);
      const ask = ++claims;
      note({ what: "ask", event, ask });
      try {
        const claim = await store.claim(key, options);
        note({ what: "claim", event, ask, state: claim.state, fence: claim.fence });
        return claim;
      } catch (error) {
        note({ what: "claim", event, ask, state: "failed" });
        throw error;
      }
    },
    complete: operation("complete"),
    release: operation("release"),
    extend: operation("extend"),
  };
}

const opened = await openStore(site);
const sabotaged = sabotage ? SABOTAGE[sabotage](opened.store) : opened.store;
const store = site.grade === "claimed" ? observed(sabotaged) : sabotaged;
const end = (how) => (info) => note({ what: "end", how, event: info.event.id });

const listener = webhook(
  {
    provider: stripe,
    secret: SECRET,
    toleranceSeconds: TOLERANCE_SECONDS,
    store,
    leaseMs,
    waitMs: 300,
    onHandled: end("handled"),
    onCompletionLost: end("completion lost"),
    onFailed: end("failed"),
    // Expected here: engines are killed, and answers dropped.
    onStoreError: () => {},
  },
  async (event, context) => {
    note({ what: "start", event: event.id });
    await sleep(random.below(6));
    if (random.below(FAILS_ONE_IN) === 0) throw new Error("The handler's own fault.");
    if (site.grade === "transactional") await opened.write(context.transaction, event.id);
    else note({ what: "effect", event: event.id, fence: context.fence, attempt: context.attempt });
    await sleep(random.below(3));
  },
);

/** Sets this process's clock wrong. */
let stepMs = 0;
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...parts) {
    super(...(parts.length ? parts : [RealDate.now() + stepMs]));
  }
  static now() {
    return RealDate.now() + stepMs;
  }
};

process.on("message", (message) => {
  stepMs = message.stepMs;
});
process.on("disconnect", () => process.exit());
const server = createServer(listener).listen(0, "127.0.0.1", () => process.send?.({ port: server.address().port }));
