import { setTimeout as sleep } from "node:timers/promises";
import { on } from "hookonce";
import pg from "pg";

export const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
pool.on("error", (error) => console.warn("database:", error.message)); // an idle connection broke: the pool opens another

/** The table, which does not keep an order from being written twice. */
export async function createShop() {
  // One message is one transaction: of two processes that start at once, one waits.
  await pool.query(
    "SELECT pg_advisory_xact_lock(1); CREATE TABLE IF NOT EXISTS orders (id text NOT NULL, amount integer NOT NULL)",
  );
}

/** Paid orders by id, and what they brought in. */
export async function readShop() {
  const { rows } = await pool.query("SELECT id, amount FROM orders");
  const orders = Object.fromEntries(rows.map(({ id, amount }) => [id, amount]));
  return { orders, revenue: rows.reduce((sum, { amount }) => sum + amount, 0) };
}

/** What it writes through `transaction` happens exactly once. */
export const handle = on({
  "checkout.session.completed": async (event, { transaction }) => {
    const { id, amount_total: amount, metadata } = event.payload.data.object;
    await transaction.query("INSERT INTO orders (id, amount) VALUES ($1, $2)", [id, amount]);
    console.log(`${id}: packing`);
    await sleep(Number(metadata?.packing_ms ?? 0));
    console.log(`${id} is packed`);
  },
  default: (event) => console.log(`not used: ${event.type}`),
});
