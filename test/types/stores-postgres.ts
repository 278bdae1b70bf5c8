import type { PGlite, Transaction } from "@electric-sql/pglite";
import { createReceiver, type IdempotencyStore, type TransactionalContext } from "hookonce";
import { github } from "hookonce/providers/github";
import { postgresStore, postgresTransactionalStore } from "hookonce/stores/postgres";
import type { Client, Pool, PoolClient } from "pg";
import type { ReservedSql, Sql, TransactionSql } from "postgres";
import { exact } from "./exact.js";

const provider = github;
const secret = "whsec_1";

declare const pool: Pool;
declare const client: Client;
declare const sql: Sql;
declare const lite: PGlite;
interface Handle {
  run(text: string, values: unknown[]): Promise<object[]>;
}
declare const own: {
  query(text: string, values: unknown[]): Promise<{ rows: object[] }>;
  transaction<R>(work: (transaction: Handle) => Promise<R>): Promise<R>;
  queryIn(transaction: Handle, text: string, values: unknown[]): Promise<object[]>;
};

// Any client that runs statements keeps claims.
for (const store of [
  postgresStore(pool),
  postgresStore(client),
  postgresStore(sql),
  postgresStore(lite),
  postgresStore(own),
]) {
  exact<Promise<void>>()(store.migrate());
  exact<Promise<number>>()(store.purge());
  exact<IdempotencyStore["claim"]>()(store.claim);
  // @ts-expect-error there is no transaction
  createReceiver({ provider, secret, store }, (_event, context) => context.transaction);
}
postgresStore(async (text: string, values: unknown[]) => (await pool.query(text, values)).rows, {
  table: "seen",
  schema: "hooks",
});
// @ts-expect-error no client
postgresStore("postgres://localhost");
// @ts-expect-error no client
postgresStore();
// @ts-expect-error no option
postgresStore(pool, { tableName: "seen" });

// The handle is the client's own.
createReceiver({ provider, secret, store: postgresTransactionalStore(pool) }, async (_event, context) => {
  exact<TransactionalContext<PoolClient>>()(context);
  exact<PoolClient>()(context.transaction);
  // @ts-expect-error there is no fence
  context.fence;
});
createReceiver({ provider, secret, store: postgresTransactionalStore(sql) }, async (_event, { transaction }) => {
  exact<TransactionSql>()(transaction);
  await transaction`select ${1}`;
});
createReceiver({ provider, secret, store: postgresTransactionalStore(lite) }, async (_event, { transaction }) => {
  exact<Transaction>()(transaction);
});
createReceiver({ provider, secret, store: postgresTransactionalStore(own) }, async (_event, { transaction }) => {
  exact<Handle>()(transaction);
});
createReceiver({ provider, secret, store: postgresTransactionalStore(pool, { idleTimeoutMs: 5000 }) }, () => {});

declare const reserved: ReservedSql;
postgresStore(reserved);
// @ts-expect-error one connection carries one transaction
postgresTransactionalStore(client);
// @ts-expect-error nor does a function begin any
postgresTransactionalStore(async () => []);
// @ts-expect-error milliseconds are a number
postgresTransactionalStore(pool, { idleTimeoutMs: "30s" });
