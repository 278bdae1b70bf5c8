import type { WebhookConfigError, WebhookError } from "../core/errors.js";
import type { EventOf, WebhookEvent } from "../core/event.js";
import type { HandshakeOutcome } from "../core/handshakes.js";
import type { AnyProvider, EventsOf, NeedsOf } from "../core/provider.js";
import type { Lazy } from "../core/schemes/scheme.js";
import type { SecretInput } from "../core/secrets.js";
import type { VerifyOptions } from "../core/verification.js";
import type { AnyStore, IdempotencyStore, TransactionalStore } from "./idempotency.js";

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

/** Tells why a delivery was refused, when it is asked. */
export type RefusalReport = () => Promise<RefusalReasons>;

/** Why a delivery was refused, the surest first: an `Explanation` of "hookonce/explain". */
export interface RefusalReasons {
  readonly findings: readonly {
    readonly cause: string;
    readonly certainty: "certain" | "likely" | "possible";
    readonly evidence: string;
    readonly remedy: string;
    readonly docs: string;
  }[];
}

/** What {@link Hooks.explain} gets: the receiver's own options beside what was refused. */
export interface Refusal {
  readonly provider: AnyProvider;
  /** What arrived. Without a body it was refused before that was read. */
  readonly delivery: object;
  readonly error: WebhookError | WebhookConfigError;
  readonly platform?: unknown;
  readonly exposeReason?: boolean | undefined;
}

/** One hook for every outcome: for logs, metrics, traces. A hook that throws changes nothing, save `onHandshake`. */
export interface Hooks {
  /** The handler succeeded. */
  readonly onHandled?:
    | ((info: EventOutcome & { attempt: number; status: number; durationMs: number }) => unknown)
    | undefined;
  /** A duplicate: of a finished event (`done`), of one that another process runs (`running`), or joined to a run here. */
  readonly onDuplicate?: ((info: EventOutcome & { state: "done" | "running" | "joined" }) => unknown) | undefined;
  /** The delivery was refused, or could not be read. With the option `explain`, `report()` tells why. */
  readonly onRejected?:
    | ((
        info: Outcome & {
          error: WebhookError | WebhookConfigError;
          status: number;
          report?: RefusalReport | undefined;
        },
      ) => unknown)
    | undefined;
  /**
   * `explainRefusals()` of "hookonce/explain": `onRejected` then gets a `report()`, and with `exposeReason` each cause is printed
   * once. It is handed in, so that nobody else has it in the bundle.
   */
  readonly explain?: ((refusal: Refusal) => RefusalReport | undefined) | undefined;
  /** The handler threw or answered something else than 2xx. Default: the error is printed. */
  readonly onFailed?:
    | ((info: EventOutcome & { attempt: number; error: unknown; status: number }) => unknown)
    | undefined;
  /**
   * The store failed. `"process"`, as the option or returned by the hook (at once, not as a promise), runs the event although
   * it cannot be claimed: better twice than late. Default: the error is printed, and the sender is asked to come again.
   */
  readonly onStoreError?:
    | "process"
    | ((info: Outcome & { key: string; operation: string; error: unknown }) => unknown)
    | undefined;
  /** The effect is there, but the store could not be told, or says that another run has taken over. Default: it is printed. */
  readonly onCompletionLost?:
    | ((info: EventOutcome & { fence: number; reason: "lost" | "unreachable" }) => unknown)
    | undefined;
  /**
   * A handshake is about to be answered: for those that bring a secret to keep. It is waited for; when it throws, the handshake is
   * refused with 500.
   */
  readonly onHandshake?: ((info: HandshakeOutcome) => unknown) | undefined;
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
  /**
   * The text that you entered at the provider, where it asks for it before it sends anything (Meta's "verify token"). Left out,
   * such handshakes are refused.
   */
  readonly verifyToken?: Lazy<SecretInput | readonly SecretInput[]>;
  /**
   * Runs the handler once for each item of a delivery that brings several, each claimed by itself. The handler's event is then the
   * item, and `event.batch` the whole. `concurrency`: how many at a time, 1 to 100; `true` is one after another.
   */
  readonly each?: boolean | { readonly concurrency?: number | undefined } | undefined;
  /** You know that this provider signs no body, and fetch the object before you act on it: no notice is printed. */
  readonly acceptUnsignedBody?: boolean | undefined;
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
