import { WebhookConfigError, WebhookError } from "../core/errors.js";
import type {
  PgClient,
  PostgresJs,
  PostgresLite,
  PostgresPool,
  PostgresQueries,
  PostgresQuery,
  PostgresRows,
} from "./_postgres-shapes.js";
import {
  compile,
  isUnprepared,
  literal,
  type Row,
  rowsOf,
  type Statement,
  typeOf,
  valuesOf,
} from "./_postgres-statement.js";

/** What a transaction came to. Where nothing was claimed, nothing was written. */
export interface Ended<R> {
  readonly claimed: boolean;
  readonly value: R;
}

/** Runs `work` between BEGIN and COMMIT; rolls back when it rejects, and rejects likewise. `claim` may be run again. */
export type Transact = <R>(
  claim: Statement,
  signal: AbortSignal,
  work: (claim: () => Promise<Row | undefined>, handle: unknown) => Promise<Ended<R>>,
) => Promise<R>;

/** Runs a statement by itself and gives its rows. */
export type Run = (statement: Statement) => Promise<readonly Row[]>;

/** Fails in a transaction that a failed statement has spoilt: COMMIT would roll it back without a word. */
const CHECK = "SELECT current_setting('hookonce.key', true) AS key";

function assertOpen(result: PostgresRows, { values }: Statement): void {
  if (rowsOf(result)[0]?.key === values.key) return;
  throw new WebhookError("STORE_UNAVAILABLE", "The handler has ended the transaction that was handed to it.");
}

/** Statements by themselves over a pool of `pg`: prepared, unless a pooler does not bear it. */
function runOverPool(pool: PostgresPool): Run {
  let prepares = true;
  return async (statement) => {
    const ready = compile(statement);
    const values = valuesOf(ready, statement);
    const { text, name } = ready;
    try {
      return rowsOf(await pool.query(prepares && values.length ? { name, text, values } : { text, values }));
    } catch (error) {
      if (!prepares || !isUnprepared(error)) throw error;
      prepares = false;
      return rowsOf(await pool.query({ text, values }));
    }
  };
}

/** Over a pool of `pg`: BEGIN and the claim are one message, the check and COMMIT another. */
function transactOverPool(pool: PostgresPool): Transact {
  const prepared = new WeakSet<PgClient>();
  return async (claim, signal, work) => {
    const client: PgClient = await pool.connect();
    // A connection that breaks while it is lent tells it by an event, and no listener would end the process.
    const ignore = () => {};
    client.on("error", ignore);
    let lent = true;
    const giveBack = (broken: boolean) => {
      if (!lent) return;
      lent = false;
      signal.removeEventListener("abort", destroy);
      client.release(broken);
      client.off("error", ignore);
    };
    // Without its connection the server rolls back, and a handler that goes on is refused.
    const destroy = () => giveBack(true);
    const rollBack = () =>
      client.query("ROLLBACK").then(
        () => giveBack(false),
        () => giveBack(true),
      );
    signal.addEventListener("abort", destroy);
    let begin = "BEGIN; ";
    const ready = compile(claim);
    const values = valuesOf(ready, claim);
    const [take, check] = [`${ready.name}_take`, `${ready.name}_check`];
    const claimInside = async () => {
      const prepare = `PREPARE ${take} (${values.map(typeOf)}) AS ${ready.text}; PREPARE ${check} AS ${CHECK}; `;
      const first = prepared.has(client) ? "" : prepare;
      try {
        const result = await client.query(`${begin}${first}EXECUTE ${take} (${values.map(literal)})`);
        prepared.add(client);
        begin = "";
        return rowsOf([result].flat().at(-1))[0];
      } catch (error) {
        if (first) prepared.add(client);
        else prepared.delete(client);
        throw error;
      }
    };
    try {
      signal.throwIfAborted();
      const { claimed, value } = await work(claimInside, client);
      if (claimed) {
        const [open] = await client.query(`EXECUTE ${check}; COMMIT`);
        assertOpen(open, claim);
        giveBack(false);
      } else rollBack(); // nothing was written: nobody waits for it
      return value;
    } catch (error) {
      await rollBack();
      throw error;
    }
  };
}

/** Unless the connection was told to prepare nothing. */
const PREPARED = { prepare: true };

/** A handle that is of no use when its transaction is over. */
function closing<Handle extends object>(handle: Handle, isOver: () => boolean): Handle {
  const open = <T>(target: T): T => {
    if (isOver()) throw new WebhookError("STORE_UNAVAILABLE", "The transaction is over.");
    return target;
  };
  return new Proxy(handle, {
    apply: (target, self, args) => Reflect.apply(open(target) as never, self, args),
    get: (target, name, self) => Reflect.get(open(target), name, self),
  });
}

/**
 * Over postgres.js. When a connection breaks, its `begin` rejects, but goes on with `commit` or `rollback` when the work has ended:
 * on a connection that may be somebody else's by then. So such work never ends, and its handle is closed.
 */
function transactOverPostgresJs(sql: PostgresJs): Transact {
  return async (claim, signal, work) => {
    let over = false;
    const end = () => {
      over = true;
    };
    signal.throwIfAborted();
    const ready = compile(claim);
    const values = valuesOf(ready, claim);
    const running = sql.begin(async (transaction: PostgresJs) => {
      const take = async () => rowsOf(await transaction.unsafe(ready.text, values, PREPARED))[0];
      try {
        return await work(
          take,
          closing(transaction, () => over),
        );
      } finally {
        if (over) await new Promise(() => {});
      }
    });
    running.then(end, end);
    return (await running).value;
  };
}

/** Over any other client: the check is a statement of its own. */
function transactOver({ transaction, queryIn }: Omit<PostgresQueries<unknown>, "query">): Transact {
  return async (claim, signal, work) => {
    signal.throwIfAborted();
    const ready = compile(claim);
    const values = valuesOf(ready, claim);
    const { value } = await transaction(async (handle) => {
      const take = async () => rowsOf(await queryIn(handle, ready.text, values))[0];
      const ended = await work(take, handle);
      if (ended.claimed) assertOpen(await queryIn(handle, CHECK, []), claim);
      return ended;
    });
    return value;
  };
}

/** What the stores do with a client. */
interface Client {
  readonly run: Run;
  /** Absent where it begins no transactions. */
  readonly transact?: Transact;
  /** Whether it is a pool of connections: behind a function may be HTTP, and some edge runtimes let no request wait for another's. */
  readonly pooled?: boolean;
}

/** What can be done with a client, told by its shape. */
export function toClient(client: unknown): Client {
  const given = client as Record<keyof PostgresPool | keyof PostgresJs | keyof PostgresLite | "queryIn", unknown>;
  const has = (...names: (keyof typeof given)[]) => names.every((name) => typeof given?.[name] === "function");
  const over = (query: PostgresQuery): Run => {
    return async (statement) => {
      const ready = compile(statement);
      return rowsOf(await query(ready.text, valuesOf(ready, statement)));
    };
  };
  if (has("unsafe", "begin")) {
    const sql = client as PostgresJs;
    const run = over((text, values) => sql.unsafe(text, values, PREPARED));
    return { run, transact: transactOverPostgresJs(sql), pooled: true };
  }
  if (typeof client === "function") return { run: over(client as PostgresQuery) };
  if (!has("query")) {
    const what = "a Pool of pg, sql of postgres.js, a PGlite, or { query, transaction, queryIn }";
    throw new WebhookConfigError("STORE_INVALID", `The client is none that is known here: ${what}.`);
  }
  const run = over((text, values) => (client as PostgresLite).query(text, values));
  if (has("transaction", "queryIn")) return { run, transact: transactOver(client as PostgresQueries<unknown>) };
  if (has("transaction", "exec")) {
    const lite = client as PostgresLite;
    const queryIn = (handle: unknown, text: string, values: unknown[]) => (handle as PostgresLite).query(text, values);
    return { run, transact: transactOver({ transaction: (work) => lite.transaction(work), queryIn }) };
  }
  if (has("connect") && typeof given.totalCount === "number") {
    const pool = client as PostgresPool;
    return { run: runOverPool(pool), transact: transactOverPool(pool), pooled: true };
  }
  return { run };
}
