/** A value of a statement. */
export type SqliteValue = string | number;

/** A row by its columns. */
export type SqliteRow = Readonly<Record<string, unknown>>;

/** What a synchronous driver must offer: those of node:sqlite, better-sqlite3, bun:sqlite and libsql do. */
export interface SqliteDatabase {
  /** Compiles a statement. */
  prepare(sql: string): {
    /** All its rows. */
    all(...values: SqliteValue[]): unknown[];
    /** Its first row. */
    get(...values: SqliteValue[]): unknown;
  };
  /** Runs statements without parameters. */
  exec(sql: string): unknown;
}

/** What a transaction of a libsql client must offer. */
export interface LibsqlTransaction {
  /** Runs one statement. */
  execute(statement: { sql: string; args: SqliteValue[] }): Promise<{ rows: readonly unknown[] }>;
  /** Commits. */
  commit(): Promise<void>;
  /** Rolls back what is not committed. */
  close(): void;
}

/** What a client of `@libsql/client` must offer. */
export interface LibsqlClient<Transaction = LibsqlTransaction> {
  /** Runs one statement. */
  execute(statement: { sql: string; args: SqliteValue[] }): Promise<{ rows: readonly unknown[] }>;
  /** Runs statements in one transaction. */
  batch(statements: { sql: string; args: SqliteValue[] }[], mode: "write"): Promise<{ rows: readonly unknown[] }[]>;
  /** Begins a transaction. */
  transaction(mode: "write"): Promise<Transaction>;
  /** Opens its connection anew. */
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
