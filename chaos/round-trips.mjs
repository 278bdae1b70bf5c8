import { createReceiver } from "hookonce";
import { stripe } from "hookonce/providers/stripe";
import { postgresStore, postgresTransactionalStore } from "hookonce/stores/postgres";
import { redisStore } from "hookonce/stores/redis";
import { Redis } from "ioredis";
import pg from "pg";
import postgres from "postgres";
import { createClient } from "redis";
import { through } from "./engines.mjs";
import { SECRET, stripeDelivery } from "./provider.mjs";
import { startProxy } from "./proxy.mjs";

// Round trips as a proxy counts them: a request after the engine's answer, or the first, is one. What is sent together is one.

const EVENTS = 10;

/** Counts changes of direction over all connections. */
function createCounter() {
  let trips = 0;
  return {
    trips: () => trips,
    watch() {
      let asking = false;
      return {
        fromClient() {
          if (!asking) trips++;
          asking = true;
        },
        fromServer() {
          asking = false;
        },
      };
    },
  };
}

/** Clients with one connection each. A statement that a handler sends is an insert. */
const CLIENTS = {
  ioredis: async (url) => {
    const client = new Redis(url);
    return { store: redisStore(client), close: async () => client.disconnect() };
  },
  "node-redis": async (url) => {
    const client = await createClient({ url }).connect();
    return { store: redisStore(client), close: () => client.close() };
  },
  pg: async (url) => {
    const pool = new pg.Pool({ connectionString: url, max: 1 });
    return {
      store: postgresStore(pool),
      transactional: postgresTransactionalStore(pool),
      insert: (client, id) => client.query("INSERT INTO orders (event_id) VALUES ($1)", [id]),
      async bare(work) {
        const client = await pool.connect();
        await client.query("BEGIN");
        await work(client);
        await client.query("COMMIT");
        client.release();
      },
      define: (text) => pool.query(text),
      close: () => pool.end(),
    };
  },
  "postgres.js": async (url) => {
    // Without `fetch_types` it asks nothing of its own.
    const sql = postgres(url, { max: 1, fetch_types: false, onnotice: () => {} });
    return {
      store: postgresStore(sql),
      transactional: postgresTransactionalStore(sql),
      insert: (transaction, id) => transaction`INSERT INTO orders (event_id) VALUES (${id})`,
      bare: (work) => sql.begin(work),
      define: (text) => sql.unsafe(text),
      close: () => sql.end(),
    };
  },
};

/** Clients by engine. */
export const CLIENTS_OF = { redis: ["ioredis", "node-redis"], postgres: ["pg", "postgres.js"] };

/** What each case has to cost. postgres.js begins with a statement of its own, so that the claim cannot ride on it. */
export const EXPECTED = {
  "first event": 2,
  "duplicate of a finished event": 1,
  "duplicate in the same process": 0,
  "refused request": 0,
  "transactional, beside the bare transaction": { pg: 0, "postgres.js": 1 },
};

export const expectedOf = (what, client) => {
  const expected = EXPECTED[what];
  return typeof expected === "number" ? expected : expected[client];
};

/**
 * Counts over a running engine.
 * @param {{ url: string, port: number }} engine
 * @returns {Promise<{ client: string, what: string, trips: number }[]>} trips for one event each
 */
export async function countRoundTrips(engine, client) {
  const counter = createCounter();
  const proxy = await startProxy(engine.port, counter.watch);
  const { store, transactional, insert, bare, define, close } = await CLIENTS[client](
    through(engine.url, engine.port, proxy.port),
  );
  const options = { provider: stripe, secret: SECRET };
  const receiver = createReceiver({ ...options, store }, async () => {});
  let serial = 0;
  const fresh = () => `evt_${client.replace(/\W/g, "")}_${++serial}`;
  const must = async (status, answer) => {
    const given = await answer;
    if (given.status !== status) throw new Error(`answered ${given.status}, not ${status}`);
  };
  const receive = (id, to = receiver) => must(200, to.receive(stripeDelivery(id)));
  /** Trips that so many of them take, for one of them. */
  const count = async (what, act) => {
    const before = counter.trips();
    for (let i = 0; i < EVENTS; i++) await act();
    return { client, what, trips: (counter.trips() - before) / EVENTS };
  };
  try {
    await store.migrate?.();
    await define?.("CREATE TABLE IF NOT EXISTS orders (event_id text NOT NULL)");
    // Connections, prepared statements and scripts are there from now on.
    const known = fresh();
    for (const id of [known, known, fresh()]) await receive(id);

    const rows = [
      await count("first event", () => receive(fresh())),
      await count("duplicate of a finished event", () => receive(known)),
      await count("refused request", () => must(401, receiver.receive({ ...stripeDelivery(known), body: "{}" }))),
    ];
    const both = await count("", async () => {
      const id = fresh();
      await Promise.all([receive(id), receive(id)]);
    });
    rows.push({ client, what: "duplicate in the same process", trips: both.trips - rows[0].trips });
    if (!transactional) return rows;

    const inside = createReceiver({ ...options, endpoint: "inside", store: transactional }, async (event, context) => {
      await insert(context.transaction, event.id);
    });
    for (const id of [fresh(), fresh()]) {
      await receive(id, inside);
      await bare((handle) => insert(handle, id));
    }
    const alone = await count("", () => bare((handle) => insert(handle, fresh())));
    const claimed = await count("", () => receive(fresh(), inside));
    rows.push({ client, what: "transactional, beside the bare transaction", trips: claimed.trips - alone.trips });
    return rows;
  } finally {
    await close();
    await proxy.close();
  }
}
