import { setTimeout as sleep } from "node:timers/promises";
import { on } from "hookonce";
import { Redis } from "ioredis";

export const redis = new Redis(process.env.REDIS_URL);

/** Paid orders by id, and what they brought in, as all processes see them. */
export async function readShop() {
  return { orders: await redis.hgetall("shop:orders"), revenue: Number(await redis.get("shop:revenue")) };
}

/** Runs once for each event; again after a crash, when the lease is over. */
export const handle = on({
  "checkout.session.completed": async (event) => {
    const { id, amount_total: amount, metadata } = event.payload.data.object;
    console.log(`${id}: packing`);
    await sleep(Number(metadata?.packing_ms ?? 0));
    await redis.multi().hset("shop:orders", id, amount).incrby("shop:revenue", amount).exec();
    console.log(`${id} is paid: ${amount / 100}`);
  },
  default: (event) => console.log(`not used: ${event.type}`),
});
