import { WebhookConfigError } from "../core/errors.js";
import type { AnyProvider } from "../core/provider.js";
import { type AnyStore, isTransactional } from "./idempotency.js";
import { memoryStore } from "./memory-store.js";
import type { Hooks, StandardSchema } from "./options.js";

/** Options with every default filled in. */
export interface Settings extends Hooks {
  readonly provider: AnyProvider;
  readonly store: AnyStore;
  readonly schema: StandardSchema | undefined;
  readonly endpoint: string;
  readonly maxBodyBytes: number;
  readonly exposeReason: boolean;
  readonly once: boolean;
  /** How many items of a delivery run at a time; 0 where a delivery is one event. */
  readonly each: number;
  readonly acceptUnsignedBody: boolean;
  /** The methods that are answered, as a header has them. */
  readonly allow: string;
  readonly leaseMs: number;
  readonly retainMs: number;
  readonly waitMs: number;
  readonly maxRunMs: number;
  readonly storeTimeoutMs: number;
}

const invalid = (message: string) => new WebhookConfigError("OPTION_INVALID", message);

const HOOKS = [
  "onHandled",
  "onDuplicate",
  "onRejected",
  "onFailed",
  "onStoreError",
  "onCompletionLost",
  "onHandshake",
  "explain",
] as const;

const hasAll = (store: object, operations: readonly string[]) =>
  operations.every((name) => typeof (store as Record<string, unknown>)[name] === "function");

/**
 * Fills in the defaults, and refuses what cannot be right while the app is built.
 * @param options without a prototype: a polluted Object.prototype sets no option
 */
export function toSettings(options: object): Settings {
  const own = options as Partial<Settings> & { provider: AnyProvider; verifyToken?: unknown };
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
  const { exposeReason = false, acceptUnsignedBody = false } = own;
  const { once = isTransactional(store) || !(provider.readsAnswer || provider.repeats) } = own;
  for (const [name, value] of Object.entries({ exposeReason, once, acceptUnsignedBody })) {
    if (typeof value !== "boolean") throw invalid(`${name} is true or false.`);
  }
  const { each: wanted = false as unknown } = own;
  const each = wanted === false ? 0 : provider.items?.concurrency(wanted);
  if (each === undefined) {
    throw invalid(`each does not go with ${provider.name}, whose deliveries are one event.`);
  }
  if (own.verifyToken !== undefined && !provider.handshakes?.some(({ check }) => check === "verifyToken")) {
    throw invalid(`${provider.name} sends no token of yours: leave verifyToken out.`);
  }
  const allow = [...new Set(["POST", ...(provider.handshakes ?? []).map(({ method }) => method)])].join(", ");
  if (!once && isTransactional(store)) {
    throw invalid("once: false does not go with a transactional store, whose claim rides on the transaction.");
  }
  const hooks = Object.fromEntries(HOOKS.map((name) => [name, own[name]]));
  const rest = { provider, endpoint, store, schema, exposeReason, once, each, acceptUnsignedBody, allow };
  return { __proto__: null, ...hooks, ...numbers, ...rest } as Settings;
}
