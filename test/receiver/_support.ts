import {
  type Answer,
  type AnyStore,
  type Claim,
  computeSignature,
  createReceiver,
  type Delivery,
  type Handler,
  type HandlerContext,
  type IdempotencyStore,
  memoryStore,
  type ReceiverCommon,
  type StandardSchema,
  type StoreOptions,
  type WebhookError,
  type WebhookEvent,
} from "hookonce";
import { github } from "hookonce/providers/github";
import { slack } from "hookonce/providers/slack";
import { stripe } from "hookonce/providers/stripe";
import { afterEach, beforeEach, expect, vi } from "vitest";

export const SECRET = "whsec_5Jb1dQ0nYxkq2wLmZr8tV3uHs6";
export const START = Date.parse("2026-11-02T10:00:00Z");
export const DAY = 86_400_000;

/** Time stands still unless a test lets it pass. `setImmediate` stays real: Web Crypto answers from threads. */
export function onVirtualClock(): void {
  beforeEach(() => {
    const toFake = ["performance", "Date", "setTimeout", "clearTimeout", "setInterval", "clearInterval"] as const;
    vi.useFakeTimers({ now: START, toFake: [...toFake] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
}

export const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Waits, in real time, for something that no virtual time is needed for. */
export async function until(condition: () => boolean): Promise<void> {
  const giveUp = process.hrtime.bigint() + 8_000_000_000n;
  while (!condition()) {
    if (process.hrtime.bigint() > giveUp) throw new Error("It never came to that.");
    await turn();
  }
}

export const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** Lets virtual time pass until the promise settles, and gives its value. */
export async function elapse<T>(promise: Promise<T>, stepMs = 50): Promise<T> {
  let settled = false;
  const end = () => {
    settled = true;
  };
  promise.then(end, end);
  for (let i = 0; !settled; i++) {
    if (i > 20_000) throw new Error("It never settled.");
    for (let turns = 0; turns < 5 && !settled; turns++) await turn();
    if (!settled) await pass(stepMs);
  }
  return promise;
}

/** Whether a promise has settled by now. */
export async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const end = () => {
    settled = true;
  };
  promise.then(end, end);
  for (let i = 0; i < 20; i++) await turn();
  return settled;
}

export interface Deferred<T = unknown> {
  readonly promise: Promise<T>;
  resolve(value?: T): void;
  reject(error: unknown): void;
}

export function defer<T = unknown>(): Deferred<T> {
  const parts = {} as { resolve: (value?: T) => void; reject: (error: unknown) => void };
  const promise = new Promise<T>((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return { promise, ...parts };
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

/** A body that Stripe could have signed now. */
export async function signStripe(body: Uint8Array, secret = SECRET): Promise<Delivery> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = await computeSignature(stripe.scheme, secret, { body, fields: { timestamp } });
  return { method: "POST", headers: { "stripe-signature": `t=${timestamp},v1=${hex(signature)}` }, body };
}

/** A delivery that Stripe could have sent now. */
export async function stripeDelivery(id = "evt_1", more: object = {}, secret = SECRET): Promise<Delivery> {
  const body = JSON.stringify({ id, type: "invoice.paid", ...more });
  return { ...(await signStripe(bytes(body), secret)), body };
}

export async function githubDelivery(body: string, headers: Record<string, string> = {}): Promise<Delivery> {
  const signature = await computeSignature(github.scheme, SECRET, { body: bytes(body) });
  return { headers: { "x-hub-signature-256": `sha256=${hex(signature)}`, "x-github-event": "push", ...headers }, body };
}

/** A delivery of any of Slack's kinds. */
export async function slackDelivery(body: string, secret = SECRET): Promise<Delivery> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = await computeSignature(slack.scheme, secret, { body: bytes(body), fields: { timestamp } });
  return { headers: { "x-slack-request-timestamp": timestamp, "x-slack-signature": `v0=${hex(signature)}` }, body };
}

export const bytes = (text: string) => new TextEncoder().encode(text);

export interface Call {
  readonly operation: keyof IdempotencyStore;
  readonly key: string;
  readonly fence: number | undefined;
  readonly options: StoreOptions;
  readonly at: number;
}

type Overrides = {
  [K in keyof IdempotencyStore]?: (...parameters: Parameters<IdempotencyStore[K]>) => unknown;
};

/** The memory store with every call written down; single operations may be replaced. */
export function spyStore(overrides: Overrides = {}, inner: IdempotencyStore = memoryStore()) {
  const calls: Call[] = [];
  const spied = (operation: keyof IdempotencyStore, key: string, fence: number | undefined, options: StoreOptions) => {
    calls.push({ operation, key, fence, options, at: performance.now() });
  };
  const store: IdempotencyStore = {
    claim(key, options) {
      spied("claim", key, undefined, options);
      return (overrides.claim ?? inner.claim)(key, options) as Promise<Claim>;
    },
    complete(key, fence, options) {
      spied("complete", key, fence, options);
      return (overrides.complete ?? inner.complete)(key, fence, options) as Promise<boolean>;
    },
    release(key, fence, options) {
      spied("release", key, fence, options);
      return (overrides.release ?? inner.release)(key, fence, options) as Promise<boolean>;
    },
    extend(key, fence, options) {
      spied("extend", key, fence, options);
      return (overrides.extend ?? inner.extend)(key, fence, options) as Promise<boolean>;
    },
    forget(key, options) {
      spied("forget", key, undefined, options);
      return (overrides.forget ?? inner.forget)(key, options) as Promise<boolean>;
    },
  };
  return {
    store,
    inner,
    calls,
    operations: () => calls.map((call) => call.operation),
    count: (operation: string) => calls.filter((call) => call.operation === operation).length,
  };
}

/** Every hook, written down in order as [name, info]. */
export function spyHooks() {
  const told: [name: string, info: any][] = [];
  const tell = (name: string) => (info: unknown) => {
    told.push([name, info]);
  };
  const hooks = {
    onHandled: tell("onHandled"),
    onDuplicate: tell("onDuplicate"),
    onRejected: tell("onRejected"),
    onFailed: tell("onFailed"),
    onStoreError: tell("onStoreError"),
    onCompletionLost: tell("onCompletionLost"),
  };
  return { hooks, told, names: () => told.map(([name]) => name) };
}

type AnyHandler<S> = Handler<Record<string, unknown>, S>;

/** A schema that takes anything and counts: it is asked when a delivery has been verified, right before it joins or claims. */
export function countArrivals() {
  let seen = 0;
  const validate = (value: unknown) => {
    seen++;
    return { value };
  };
  const schema: StandardSchema = { "~standard": { version: 1, vendor: "test", validate } };
  const arrived = async (count: number) => {
    await until(() => seen >= count);
    await turn();
  };
  return { schema, arrived };
}

/** A receiver for Stripe whose hooks are silent unless a test listens. */
export function stripeReceiver<S extends AnyStore = IdempotencyStore>(
  handler: AnyHandler<S> = () => {},
  options: ReceiverCommon & { readonly store?: S; readonly schema?: StandardSchema | undefined } = {},
) {
  return createReceiver({ provider: stripe, secret: SECRET, ...spyHooks().hooks, ...options }, handler);
}

/** A handler that writes down its runs and ends when it is told to. */
export function heldHandler() {
  const runs: { event: WebhookEvent; context: HandlerContext; end: Deferred }[] = [];
  const handler = (event: WebhookEvent, context: HandlerContext) => {
    const end = defer();
    runs.push({ event, context, end });
    return end.promise;
  };
  const run = (index = 0) => {
    const found = runs[index];
    if (!found) throw new Error(`There is no run ${index}.`);
    return found;
  };
  return { handler, runs, run };
}

export const textOf = ({ body }: Answer) => (typeof body === "string" ? body : new TextDecoder().decode(body));

/** What is refused and handled by nobody. */
export async function refuse(
  delivery: Parameters<ReturnType<typeof stripeReceiver>["receive"]>[0],
  options: object = {},
) {
  const handler = vi.fn();
  const spy = spyStore();
  const { hooks, told } = spyHooks();
  const answer = await stripeReceiver(handler, { store: spy.store, ...hooks, ...options }).receive(delivery);
  expect(handler).not.toHaveBeenCalled();
  expect(spy.calls).toEqual([]);
  expect(told.map(([name]) => name)).toEqual(["onRejected"]);
  return { answer, error: told[0]?.[1].error as WebhookError };
}
