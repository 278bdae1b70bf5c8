/** What comes back from a statement: rows, or an object that has them. */
export type PostgresRows = readonly object[] | { readonly rows: readonly object[] };

/** Runs one statement with `$1`-style parameters. */
export type PostgresQuery = (text: string, values: unknown[]) => PromiseLike<PostgresRows>;

/** Any client, said in three functions: for Drizzle, Prisma, Kysely and others. */
export interface PostgresQueries<Transaction> {
  /** Runs one statement outside of a transaction. */
  readonly query: PostgresQuery;
  /** Begins a transaction, commits when `work` resolves, rolls back when it rejects. */
  readonly transaction: <R>(work: (transaction: Transaction) => Promise<R>) => PromiseLike<R>;
  /** Runs one statement in such a transaction. */
  readonly queryIn: (transaction: Transaction, text: string, values: unknown[]) => PromiseLike<PostgresRows>;
}

// biome-ignore-start lint/suspicious/noExplicitAny: the shapes of clients, generic and overloaded in ways of their own.
/** A pool of `pg`, or of a driver that is made after it. */
export interface PostgresPool {
  /** Runs one statement. */
  query(statement: any, values?: any[]): Promise<any>;
  /** Lends a connection. */
  connect(): Promise<any>;
  readonly totalCount: number;
}

/** `sql` of postgres.js. */
export interface PostgresJs {
  /** Runs one statement. */
  unsafe(text: string, values?: any[], options?: any): PromiseLike<readonly any[]>;
  /** Begins a transaction. */
  begin(work: (transaction: any) => any): Promise<any>;
}

/** A PGlite. */
export interface PostgresLite {
  /** Runs one statement. */
  query(text: string, values?: any[]): Promise<any>;
  /** Begins a transaction. */
  transaction(work: (transaction: any) => Promise<any>): Promise<any>;
  /** Runs statements without parameters. */
  exec(text: string): Promise<any>;
}

/** A client that begins transactions. */
export type PostgresTransactionalClient = PostgresPool | PostgresJs | PostgresLite | PostgresQueries<any>;

/** Anything that runs one statement. */
export interface PostgresConnection {
  /** Runs one statement. */
  query(text: string, values: any[]): PromiseLike<PostgresRows>;
}

/** A client that runs statements. */
export type PostgresClient = PostgresTransactionalClient | PostgresQuery | PostgresConnection;

/** The transaction handle of a client: `PoolClient`, `TransactionSql`, `Transaction`, or your own. */
export type PostgresTransaction<Client> = Client extends {
  /** Yours. */
  queryIn: (transaction: infer Transaction, ...rest: any) => any;
}
  ? Transaction
  : Client extends {
        /** Of postgres.js. */
        begin: { (work: (transaction: infer Sql) => any): any; (options: string, work: any): any };
      }
    ? Sql
    : Client extends {
          readonly totalCount: number;
          /** Of pg. */
          connect: { (): Promise<infer PoolClient>; (callback: any): any };
        }
      ? PoolClient
      : Client extends {
            /** Of PGlite. */
            transaction: (work: (transaction: infer Transaction) => any) => any;
          }
        ? Transaction
        : never;

/** What a pool of `pg` lends. */
export interface PgClient {
  query(text: string): Promise<any>;
  release(destroy?: boolean): void;
  on(name: "error", listener: () => void): unknown;
  off(name: "error", listener: () => void): unknown;
}
// biome-ignore-end lint/suspicious/noExplicitAny: until here.
