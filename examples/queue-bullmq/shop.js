import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";

// `null` is what a worker of BullMQ asks for: its commands wait until Redis is back.
export const redis = new Redis(process.env.REDIS_URL, { maxRetriesPerRequest: null });

/** Paid orders by id, and what they brought in, as all processes see them. */
export async function readShop() {
  return { orders: await redis.hgetall("shop:orders"), revenue: Number(await redis.get("shop:revenue")) };
}

/** What a worker does. After a crash it does it again: what must not happen twice takes the job's id as its idempotency key. */
export async function pay({ id, amount_total: amount, metadata }) {
  console.log(`${id}: packing`);
  await sleep(Number(metadata?.packing_ms ?? 0));
  await redis.multi().hset("shop:orders", id, amount).incrby("shop:revenue", amount).exec();
  console.log(`${id} is paid: ${amount / 100}`);
}
