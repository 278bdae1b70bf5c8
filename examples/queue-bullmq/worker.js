import { Worker } from "bullmq";
import { pay, redis } from "./shop.js";

// A worker renews the lock of its job. When it died, another finds the lock over and does the job again, as often as that happens.
const worker = new Worker("orders", ({ data }) => pay(data), {
  connection: redis,
  lockDuration: 5000,
  stalledInterval: 5000,
  maxStalledCount: 10,
});
worker.on("failed", (job, error) => console.warn(`${job?.id} failed:`, error.message));
worker.on("error", (error) => console.warn("worker:", error.message));
await worker.waitUntilReady();
console.log("waiting for jobs");
