import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

export const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
pool.on("error", (error) => console.warn("database:", error.message)); // an idle connection broke: the pool opens another

/** The table, with the job that wrote an order. */
export async function createShop() {
  // One message is one transaction: of two processes that start at once, one waits.
  await pool.query(
    `SELECT pg_advisory_xact_lock(1);
     CREATE TABLE IF NOT EXISTS orders (job uuid PRIMARY KEY, id text NOT NULL, amount integer NOT NULL)`,
  );
}

/** Paid orders by id, and what they brought in. */
export async function readShop() {
  const { rows } = await pool.query("SELECT id, amount FROM orders");
  const orders = Object.fromEntries(rows.map(({ id, amount }) => [id, amount]));
  return { orders, revenue: rows.reduce((sum, { amount }) => sum + amount, 0) };
}

/** What a worker does. After a crash it does it again, so that the job's id keeps the order from being written twice. */
export async function pay(job, { id, amount_total: amount, metadata }) {
  console.log(`${id}: packing`);
  await sleep(Number(metadata?.packing_ms ?? 0));
  const text = "INSERT INTO orders (job, id, amount) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
  await pool.query(text, [job, id, amount]);
  console.log(`${id} is paid: ${amount / 100}`);
}
