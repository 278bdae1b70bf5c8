import { Queue } from "bullmq";
import { on } from "hookonce";
import { redis } from "./shop.js";

const DAY_SECONDS = 86_400;

const queue = new Queue("orders", {
  connection: redis,
  defaultJobOptions: {
    attempts: 10,
    backoff: { type: "exponential", delay: 1000 },
    // A job is known by its id while it is kept: as long as its event, which may be delivered again until then.
    removeOnComplete: { age: 7 * DAY_SECONDS },
  },
});

/** Hands over, and the provider is answered at once. */
export const handle = on({
  "checkout.session.completed": async (event, { idempotencyKey }) => {
    // BullMQ keeps ":" to itself. No key has a ".", so that no two keys become one id.
    const jobId = idempotencyKey.replaceAll(":", ".");
    await queue.add("paid", event.payload.data.object, { jobId });
  },
  default: (event) => console.log(`not used: ${event.type}`),
});
