import { boss, startQueue } from "./queue.js";
import { createShop, pay } from "./shop.js";

await createShop();
await startQueue();
await boss.work("orders", { pollingIntervalSeconds: 0.5 }, ([job]) => pay(job.id, job.data));
console.log("waiting for jobs");
