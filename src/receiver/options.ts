import { WebhookConfigError, type WebhookError } from "../core/errors.js";
import type { EventOf, WebhookEvent } from "../core/event.js";
import type { AnyProvider, EventsOf, NeedsOf } from "../core/provider.js";
import type { VerifyOptions } from "../core/verify.js";
import { type AnyStore, type IdempotencyStore, isTransactional, type TransactionalStore } from "./idempotency.js";
import { memoryStore } from "./memory-store.js";

/** What a handler learns about its run. */
export interface HandlerContext {
  /** 1 for the first run, more after a failure or a take-over. */
  readonly attempt: number;
  /** The same for every attempt of one event: pass it on to services that take an idempotency key. */
  readonly idempotencyKey: string;
  /** Aborts when the lease is lost: another run may have begun. */
  readonly signal: AbortSignal;
  /** Grows at every take-over; for stores of your own that can refuse the older. */
  readonly fence: number;
}

/** {@link HandlerContext} with the transaction that the claim rides on. */
export interface TransactionalContext<Transaction> extends Omit<HandlerContext, "fence"> {
  readonly transaction: Transaction;
}

/** What the handler gets for a store of this grade. */
export type ContextOf<S> =
  S extends TransactionalStore<infer Transaction> ? TransactionalContext<Transaction> : HandlerContext;

/**
 * Does the work. It may return anything: only {@link reply} or a `Response` counts as an answer. When it throws, or answers
 * anything but 2xx, the event is not done and a retry runs it again.
 */
// biome-ignore lint/suspicious/noExplicitAny: each adapter names its own platform.
export type Handler<Events, S, Platform = any> = (
  event: EventOf<Events>,
  context: ContextOf<S>,
  platform: Platform,
) => unknown;

/** A schema of any library that speaks Standard Schema: zod, valibot, arktype. */
export interface StandardSchema<Output = unknown> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    /** What the schema makes of a value, or what does not fit. */
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}

/** What a schema says of a value. */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly { readonly path?: readonly unknown[] | undefined }[] };

/** The events that a handler sees: the provider's, or what the schema makes of their payloads. */
// `never` is what TypeScript puts for a schema that was left out while it infers the routes of `on`.
export type EventsWith<P extends AnyProvider, Schema> = [Schema] extends [never]
  ? EventsOf<P>
  : Schema extends StandardSchema<infer Output>
    ? { [K in keyof EventsOf<P> & string]: Output }
    : EventsOf<P>;

/** What hooks learn about every outcome. */
export interface Outcome {
  /** Id of the provider. */
  readonly provider: string;
  readonly endpoint: string;
}

/** {@link Outcome} of a genuine event. */
export interface EventOutcome extends Outcome {
  readonly event: WebhookEvent;
  /** The idempotency key. */
  readonly key: string;
}

/** One hook for every outcome: for logs, metrics, traces. A hook that throws changes nothing. */
export interface Hooks {
  /** The handler succeeded. */
  readonly onHandled?:
    | ((info: EventOutcome & { attempt: number; status: number; durationMs: number }) => unknown)
    | undefined;
  /** A duplicate: of a finished event (`done`), of one that another process runs (`running`), or joined to a run here. */
  readonly onDuplicate?: ((info: EventOutcome & { state: "done" | "running" | "joined" }) => unknown) | undefined;
  /** The delivery was refused, or could not be read. */
  readonly onRejected?:
    | ((info: Outcome & { error: WebhookError | WebhookConfigError; status: number }) => unknown)
    | undefined;
  /** The handler threw or answered something else than 2xx. Default: the error is printed. */
  readonly onFailed?:
    | ((info: EventOutcome & { attempt: number; error: unknown; status: number }) => unknown)
    | undefined;
  /**
   * The store failed. `"process"`, as the option or returned by the hook, runs the event although it cannot be claimed: better
   * twice than late. Default: the error is printed, and the sender is asked to come again.
   */
  readonly onStoreError?:
    | "process"
    | ((info: Outcome & { key: string; operation: string; error: unknown }) => unknown)
    | undefined;
  /** The effect is there, but the store could not be told, or says that another run has taken over. Default: it is printed. */
  readonly onCompletionLost?:
    | ((info: EventOutcome & { fence: number; reason: "lost" | "unreachable" }) => unknown)
    | undefined;
}

/** Options of a receiver, besides provider, credential and store. */
export interface ReceiverCommon extends VerifyOptions, Hooks {
  /** Keeps two endpoints of one provider apart: `[a-z0-9-]`, 1 to 32 characters. Default `"default"`. */
  readonly endpoint?: string | undefined;
  /** Largest body in bytes. Default: the provider's, mostly 1 MiB. */
  readonly maxBodyBytes?: number | undefined;
  /** Whether answers tell why a delivery was refused. For development. Default `false`. */
  readonly exposeReason?: boolean | undefined;
  /** Whether duplicates are held back. Default `true`, save for senders that read the answer. */
  readonly once?: boolean | undefined;
  /** For how long a claim holds without a heartbeat. Default 15 s, or the provider's deadline + 5 s where that is more. */
  readonly leaseMs?: number | undefined;
  /** For how long a finished event is remembered. Default 7 days; at least as long as the provider retries. */
  readonly retainMs?: number | undefined;
  /** For how long a duplicate waits for a run that has not ended. Default a third of the provider's deadline, at most 3 s. */
  readonly waitMs?: number | undefined;
  /** For how long a run may take before the sender is asked to come again. Default ten leases. */
  readonly maxRunMs?: number | undefined;
  /** Deadline of each store call. Default 1 s. */
  readonly storeTimeoutMs?: number | undefined;
}

/** Options of a receiver. */
export type ReceiverOptions<P extends AnyProvider, S extends AnyStore = IdempotencyStore, Schema = undefined> = {
  readonly provider: P;
  /** Default: {@link memoryStore}, right for one process. */
  readonly store?: S | undefined;
  /** Validates the payload, and types it: zod, valibot, arktype and others that speak Standard Schema. */
  readonly schema?: Schema | undefined;
} & ReceiverCommon &
  NeedsOf<P>;

/** Options with every default filled in. */
export interface Settings extends Hooks {
  readonly provider: AnyProvider;
  readonly store: AnyStore;
  readonly schema: StandardSchema | undefined;
  readonly endpoint: string;
  readonly maxBodyBytes: number;
  readonly exposeReason: boolean;
  readonly once: boolean;
  readonly leaseMs: number;
  readonly retainMs: number;
  readonly waitMs: number;
  readonly maxRunMs: number;
  readonly storeTimeoutMs: number;
}

const invalid = (message: string) => new WebhookConfigError("OPTION_INVALID", message);

const HOOKS = ["onHandled", "onDuplicate", "onRejected", "onFailed", "onStoreError", "onCompletionLost"] as const;

const hasAll = (store: object, operations: readonly string[]) =>
  operations.every((name) => typeof (store as Record<string, unknown>)[name] === "function");

/** Fills in the defaults, and refuses what cannot be right while the app is built. */
export function toSettings(options: object): Settings {
  // Own properties only: a polluted Object.prototype sets no option.
  const own = { __proto__: null, ...options } as unknown as Partial<Settings> & { provider: AnyProvider };
  const { provider, endpoint = "default", store = memoryStore(), schema } = own;
  const { deadlineSeconds = 10, retries } = provider;
  const windowMs = (typeof retries === "object" ? retries.windowSeconds : 0) * 1000;
  const leaseMs = own.leaseMs ?? Math.max(15_000, (deadlineSeconds + 5) * 1000);
  const numbers = {
    maxBodyBytes: own.maxBodyBytes ?? provider.maxBodyBytes ?? 1024 * 1024,
    leaseMs,
    retainMs: own.retainMs ?? Math.max(7 * 86_400_000, windowMs),
    waitMs: own.waitMs ?? Math.min((deadlineSeconds * 1000) / 3, 3000),
    maxRunMs: own.maxRunMs ?? 10 * Number(leaseMs),
    storeTimeoutMs: own.storeTimeoutMs ?? 1000,
  };
  for (const [name, value] of Object.entries(numbers)) {
    if (typeof value !== "number" || !(value >= (name === "waitMs" ? 0 : 1) && value <= Number.MAX_SAFE_INTEGER)) {
      throw invalid(`${name} is a positive number.`);
    }
  }
  if (numbers.retainMs < windowMs) {
    throw invalid(`retainMs is shorter than ${provider.name} retries (${windowMs} ms): a late retry would run again.`);
  }
  if (typeof endpoint !== "string" || !/^[a-z0-9-]{1,32}$/.test(endpoint)) {
    throw invalid("endpoint is a text of [a-z0-9-], 1 to 32 characters.");
  }
  const operations = ["claim", "complete", "release", "extend", "forget"];
  if (typeof store !== "object" || !store || !(hasAll(store, operations) || hasAll(store, ["run", "forget"]))) {
    throw new WebhookConfigError("STORE_INVALID", `store has ${operations.join(", ")}; or run and forget.`);
  }
  if (schema !== undefined && typeof schema?.["~standard"]?.validate !== "function") {
    throw invalid("schema is one that speaks Standard Schema, as those of zod, valibot and arktype do.");
  }
  for (const name of HOOKS) {
    const hook = own[name];
    if (hook !== undefined && typeof hook !== "function" && !(name === "onStoreError" && hook === "process")) {
      throw invalid(`${name} is a function.`);
    }
  }
  const { exposeReason = false, once = isTransactional(store) || !provider.readsAnswer } = own;
  if (typeof exposeReason !== "boolean" || typeof once !== "boolean") {
    throw invalid("exposeReason and once are true or false.");
  }
  if (!once && isTransactional(store)) {
    throw invalid("once: false does not go with a transactional store, whose claim rides on the transaction.");
  }
  const hooks = Object.fromEntries(HOOKS.map((name) => [name, own[name]]));
  return { __proto__: null, ...hooks, ...numbers, provider, endpoint, store, schema, exposeReason, once } as Settings;
}
