import { on } from "hookonce";
import PgBoss from "pg-boss";

/** Looks for jobs whose worker died every two seconds. */
export const boss = new PgBoss({ connectionString: process.env.DATABASE_URL, maintenanceIntervalSeconds: 2 });
boss.on("error", (error) => console.warn("queue:", error.message));

const DEADLOCK = "40P01";

/** Processes that start at once may stand in each other's way here: PostgreSQL turns one of them away, which tries again. */
async function createQueue(tries = 5) {
  try {
    // A job that takes longer than this counts as lost, and another worker does it again.
    await boss.createQueue("orders", { expireInSeconds: 10, retryLimit: 10, retryBackoff: true });
  } catch (error) {
    if (error.code !== DEADLOCK || tries < 2) throw error;
    await createQueue(tries - 1);
  }
}

export async function startQueue() {
  await boss.start();
  await createQueue();
}

/** Hands over in the transaction of the claim: there is one job for each event, whatever is killed. */
export const handle = on({
  "checkout.session.completed": async (event, { transaction }) => {
    const db = { executeSql: (text, values) => transaction.query(text, values) };
    await boss.send("orders", event.payload.data.object, { db });
  },
  default: (event) => console.log(`not used: ${event.type}`),
});
