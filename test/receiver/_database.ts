import { createReceiver, type TransactionalContext, type TransactionalStore } from "hookonce";
import { stripe } from "hookonce/providers/stripe";
import { vi } from "vitest";
import { SECRET, spyHooks, stripeDelivery } from "./_support.js";

export interface Transaction {
  insert(effect: string): void;
}

type Point = "begin" | "commit" | "rollback";

/** A database in memory: claims and effects of one transaction are committed together, or not at all. */
export class Database implements TransactionalStore<Transaction> {
  readonly effects: string[] = [];
  readonly done = new Set<string>();
  readonly open = new Set<string>();
  readonly attempts = new Map<string, number>();
  readonly runs: { key: string; retainMs: number; signal: AbortSignal; keys: string[] }[] = [];
  /** What happens at a point of a transaction: a promise to wait for, or an error to throw. */
  at: Partial<Record<Point | "committed", () => unknown>> = {};

  async run<R>(
    key: string,
    options: { retainMs: number; signal: AbortSignal },
    work: (t: Transaction, n: number) => Promise<R>,
  ) {
    this.runs.push({ key, ...options, keys: Object.keys(options) });
    await this.at.begin?.();
    if (this.done.has(key)) return { state: "done" } as const;
    if (this.open.has(key)) return { state: "running", retryAfterMs: 2000 } as const;
    this.open.add(key);
    const written: string[] = [];
    try {
      const attempt = (this.attempts.get(key) ?? 0) + 1;
      this.attempts.set(key, attempt);
      const value = await work({ insert: (effect) => void written.push(effect) }, attempt);
      await this.at.commit?.();
      this.done.add(key);
      this.effects.push(...written);
      await this.at.committed?.();
      return { state: "committed", value } as const;
    } catch (error) {
      await this.at.rollback?.();
      throw error;
    } finally {
      this.open.delete(key);
    }
  }

  async forget(key: string) {
    return this.done.delete(key);
  }
}

export type Context = TransactionalContext<Transaction>;

export function setUp(work: (context: Context) => unknown = () => {}, options: object = {}) {
  const database = new Database();
  const { hooks, told, names } = spyHooks();
  const handler = vi.fn((_event: unknown, context: Context) => {
    context.transaction.insert("paid");
    return work(context);
  });
  const all = { provider: stripe, secret: SECRET, store: database, ...hooks, ...options };
  const receiver = createReceiver<typeof stripe, Database>(all, handler);
  const send = async () => receiver.receive(await stripeDelivery());
  return { database, handler, receiver, send, told, names };
}
