import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import pg from "pg";
import Stripe from "stripe";
import { hasEngine, startPostgres, startRedis } from "./engines.mjs";
import { engines, must, namesOf, readShop, sendTwice, startShop, startWorker, tryAll, until } from "./example-runs.mjs";

// Runs the examples of several processes for real: two shops and one engine, or two workers besides. Events come to both shops at
// once, and one process is killed in the middle of its work.
//   node scripts/distributed.mjs                 all of them
//   node scripts/distributed.mjs redis postgres  these

const EVENTS = 20;
/** By `npm run send`. */
const SENT = 2;
const AMOUNT = 1200;
const PACKING_MS = 3000;
const LEASE_MS = 15_000;
const secret = "whsec_trial_of_two_processes";

const names = namesOf("distributed");
const wanted = process.argv.slice(2);
const startEngine = { redis: startRedis, postgres: startPostgres };

const eventOf = (name, metadata) => ({
  order: `order_${name}`,
  body: JSON.stringify({
    id: `evt_${name}`,
    type: "checkout.session.completed",
    data: { object: { id: `order_${name}`, amount_total: AMOUNT, metadata } },
  }),
});

/** One delivery, signed by Stripe's own SDK. A connection that breaks is status 0. */
async function deliver({ url }, { body }) {
  const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret });
  const headers = { "content-type": "application/json", "stripe-signature": signature };
  const none = { status: 0, headers: new Headers() };
  return fetch(`${url}/webhooks/stripe`, { method: "POST", headers, body }).catch(() => none);
}

/** Delivers as a provider does: again until the answer is 2xx. Gives all answers. */
async function deliverUntilDone(shop, event) {
  const answers = [];
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(250)) {
    answers.push(await deliver(shop, event));
    if (answers.at(-1).status === 200) return answers;
  }
  throw new Error(`${event.order} is not accepted: ${answers.map(({ status }) => status)}`);
}

/** Which of these processes packs the order, as soon as one does. */
async function packing(processes, { order }) {
  const finds = () => processes.find(({ output }) => output().includes(`${order}: packing`));
  await until(finds, `nobody packs ${order}`, processes[0]);
  return finds();
}

/** Kills the shop in the middle of its handler; the sender tries the other one until it says 2xx. */
async function killShop([victim, other], slow) {
  const broken = deliver(victim, slow);
  await packing([victim], slow);
  await victim.stop("SIGKILL");
  const killed = Date.now();
  must((await broken).status === 0, "the killed process has answered", victim.output());
  const answers = await deliverUntilDone(other, slow);
  return { answers, tookMs: Date.now() - killed };
}

/** Kills a worker in the middle of its job, which was answered before; the other worker does it again. */
async function killWorker(shop, workers, slow) {
  const sent = Date.now();
  await deliverUntilDone(shop, slow);
  must(Date.now() - sent < PACKING_MS, "the provider was not answered at once", shop.output());
  const victim = await packing(workers, slow);
  await victim.stop("SIGKILL");
  const killed = Date.now();
  const isPaid = async () => slow.order in (await readShop(shop.url)).orders;
  must(!(await isPaid()), "the job had ended before the kill", victim.output());
  const [other] = workers.filter((worker) => worker !== victim);
  await until(isPaid, `${slow.order} was lost`, other);
  must(other.output().includes(`${slow.order}: packing`), "the other worker has not done the job", other.output());
  return `a worker killed in its job, done by the other ${Math.round((Date.now() - killed) / 1000)} s later`;
}

/** Kills a shop whose hand-over waits for a lock, between its claim and COMMIT; the sender tries the other one. */
async function killHandover([victim, other], event, database) {
  const lock = await database.connect();
  await lock.query("BEGIN; LOCK TABLE pgboss.job IN EXCLUSIVE MODE");
  const broken = deliver(victim, event);
  const waiting =
    "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query ~ '^\\s*INSERT INTO pgboss.job'";
  try {
    await until(async () => (await database.query(waiting)).rowCount > 0, "no shop hands over", victim);
    await victim.stop("SIGKILL");
  } finally {
    lock.release(true); // with its connection the lock goes
  }
  must((await broken).status === 0, "the killed process has answered", victim.output());
  await deliverUntilDone(other, event);
}

/** What each example has to show beyond: every order paid once. */
const proofs = {
  async redis({ shops, slow }) {
    const { answers, tookMs } = await killShop(shops, slow);
    const { status, headers } = answers[0];
    must(
      status === 503 && headers.has("retry-after"),
      "the first retry was not asked to come again",
      shops[1].output(),
    );
    const inTime = tookMs > LEASE_MS - 2000 && tookMs < LEASE_MS + PACKING_MS + 7000;
    must(inTime, `taken over and done ${tookMs} ms after the kill`, shops[1].output());
    return `a shop killed in its handler, taken over when the lease of ${LEASE_MS / 1000} s was over`;
  },

  async postgres({ shops, slow }) {
    const { tookMs } = await killShop(shops, slow);
    must(tookMs < PACKING_MS + 5000, `done only ${tookMs} ms after the kill`, shops[1].output());
    return "a shop killed between its INSERT and COMMIT, the retry ran at once";
  },

  async "queue-bullmq"({ shops: [shop], workers, events, slow, url }) {
    const killed = await killWorker(shop, workers, slow);
    const redis = new Redis(url);
    try {
      // A shop that dies between hand-over and completion leaves a job without a finished claim.
      await redis.del(...(await redis.keys("hookonce:*")));
      await Promise.all(events.map((event) => deliverUntilDone(shop, event)));
      const isIdle = async () => !(await redis.llen("bull:orders:wait")) && !(await redis.llen("bull:orders:active"));
      await until(isIdle, "jobs are left", shop);
    } finally {
      redis.disconnect();
    }
    return `${killed}; handed over again without a claim, no job ran twice`;
  },

  async "queue-pg-boss"({ shops, workers, events, slow, url }) {
    const database = new pg.Pool({ connectionString: url });
    try {
      const handed = eventOf("handed_over");
      events.push(handed);
      await killHandover(shops, handed, database);
      const killed = await killWorker(shops[1], workers, slow);
      const jobs = "SELECT state, data->>'id' AS id FROM pgboss.job WHERE name = 'orders'";
      const isDone = async () => (await database.query(jobs)).rows.every(({ state }) => state === "completed");
      await until(isDone, "jobs are left", shops[1]);
      const ids = (await database.query(jobs)).rows.map(({ id }) => id);
      const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
      must(twice.length === 0 && ids.length === events.length + SENT, `jobs: ${ids}`, shops[1].output());
      return `a shop killed between hand-over and COMMIT, one job for each event; ${killed}`;
    } finally {
      await database.end();
    }
  },
};

async function playOn(folder, name, url, running) {
  const env = { REDIS_URL: url, DATABASE_URL: url, STRIPE_WEBHOOK_SECRET: secret };
  const twice = async (start) => {
    const started = await Promise.allSettled([start(folder, env), start(folder, env)]);
    running.push(...started.filter(({ status }) => status === "fulfilled").map(({ value }) => value));
    for (const { reason } of started) if (reason) throw reason;
    return started.map(({ value }) => value);
  };
  const shops = await twice(startShop);
  const workers = name.startsWith("queue-") ? await twice(startWorker) : [];
  await sendTwice(folder, shops, env);

  const slow = eventOf("slow", { packing_ms: String(PACKING_MS) });
  const events = [...Array.from({ length: EVENTS }, (_, i) => eventOf(i)), slow];
  const quick = events.slice(0, EVENTS);
  await Promise.all([...quick, ...quick].flatMap((event) => shops.map((shop) => deliverUntilDone(shop, event))));
  const proof = await proofs[name]({ shops, workers, events, slow, url });
  await Promise.all(events.map((event) => deliverUntilDone(shops[1], event)));

  const total = events.length + SENT;
  const { orders, revenue } = await readShop(shops[1].url);
  must(Object.keys(orders).length === total, `${Object.keys(orders).length} orders of ${total}`, shops[1].output());
  must(revenue === total * AMOUNT, `${revenue / AMOUNT} payments for ${total} orders`, shops[1].output());
  return `${total} orders, each paid once, though delivered again and again to both processes; ${proof}`;
}

async function tryOut(folder, name) {
  const engine = await startEngine[engines[name]]();
  const running = [];
  try {
    return await playOn(folder, name, engine.url, running);
  } finally {
    await Promise.all(running.map(({ stop }) => stop("SIGKILL")));
    await engine.stop();
  }
}

const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length) throw new Error(`no such example: ${unknown}`);
const chosen = (wanted.length ? wanted : names).filter((name) => hasEngine(engines[name]));
// They mostly wait, for leases and locks to be over.
await tryAll(chosen, tryOut, 2);
