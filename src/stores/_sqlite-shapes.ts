/** A value of a statement. */
export type SqliteValue = string | number;

/** A row by its columns. */
export type SqliteRow = Readonly<Record<string, unknown>>;

/** What a synchronous driver must offer: those of node:sqlite, better-sqlite3, bun:sqlite and libsql do. */
export interface SqliteDatabase {
  prepare(sql: string): { all(...values: SqliteValue[]): unknown[]; get(...values: SqliteValue[]): unknown };
  exec(sql: string): unknown;
}

/** What a transaction of a libsql client must offer. */
export interface LibsqlTransaction {
  execute(statement: { sql: string; args: SqliteValue[] }): Promise<{ rows: readonly unknown[] }>;
  commit(): Promise<void>;
  /** Rolls back what is not committed. */
  close(): void;
}

/** What a client of `@libsql/client` must offer. */
export interface LibsqlClient<Transaction = LibsqlTransaction> {
  execute(statement: { sql: string; args: SqliteValue[] }): Promise<{ rows: readonly unknown[] }>;
  batch(statements: { sql: string; args: SqliteValue[] }[], mode: "write"): Promise<{ rows: readonly unknown[] }[]>;
  transaction(mode: "write"): Promise<Transaction>;
  reconnect?(): unknown;
}

/** What can be handed in. */
export type SqliteClient = SqliteDatabase | LibsqlClient;

/** The transaction that a handler gets: the database itself, or what `transaction()` of a libsql client gives. */
export type SqliteTransaction<Client> = Client extends SqliteDatabase
  ? Client
  : Client extends LibsqlClient<infer Transaction>
    ? Transaction
    : never;
