import { createHmac } from "node:crypto";
import { type Claim, type IdempotencyStore, memoryStore, type WebhookConfigError, type WebhookError } from "hookonce";
import { stripe } from "hookonce/providers/stripe";

export const SECRET = "whsec_battery_0123456789abcdefghijklmnop";
/** Milliseconds: the time on the receiver's clock. */
export const NOW = 1_767_225_600_000;

export interface Signed {
  headers: [string, string][];
  body: Buffer;
}

export interface Wanted {
  id?: string;
  body?: string | Uint8Array;
  secret?: string;
  /** Seconds. */
  timestamp?: number;
  contentType?: string;
}

let count = 0;
export const freshId = () => `evt_${++count}`;

/** A delivery as Stripe signs it, made with node:crypto alone. */
export function sign(wanted: Wanted = {}): Signed {
  const { id = freshId(), secret = SECRET, timestamp = NOW / 1000, contentType = "application/json" } = wanted;
  const body = Buffer.from(wanted.body ?? JSON.stringify({ id, type: "invoice.paid" }));
  const signature = createHmac("sha256", secret).update(`${timestamp}.`).update(body).digest("hex");
  return {
    headers: [
      ["content-type", contentType],
      ["stripe-signature", `t=${timestamp},v1=${signature}`],
    ],
    body,
  };
}

/** A genuine JSON body of exactly this many bytes. */
export function bodyOf(bytes: number): Buffer {
  const [open, close] = [`{"id":"${freshId()}","type":"invoice.paid","pad":"`, '"}'];
  return Buffer.from(open + "x".repeat(bytes - open.length - close.length) + close);
}

/** Something that one side waits for and the other opens. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

/** Waits until it holds. Fails after 5 s. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  for (const start = Date.now(); !holds(); ) {
    if (Date.now() - start > 5000) throw new Error(`It did not happen within 5 s: ${what}`);
    await pause(5);
  }
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A memory store that writes down what it has done, and whose `complete` can be made to wait. */
export interface WatchedStore extends IdempotencyStore {
  calls: string[];
  /** How often it was asked to complete. */
  asked: number;
  beforeComplete: Promise<unknown>;
}

function watchedStore(): WatchedStore {
  const store = memoryStore();
  const calls: string[] = [];
  const own: WatchedStore = {
    calls,
    asked: 0,
    beforeComplete: Promise.resolve(),
    claim(key, options): Promise<Claim> {
      calls.push("claim");
      return store.claim(key, options);
    },
    async complete(key, fence, options) {
      own.asked++;
      await own.beforeComplete;
      calls.push("complete");
      return store.complete(key, fence, options);
    },
    release(key, fence, options) {
      calls.push("release");
      return store.release(key, fence, options);
    },
    extend: (key, fence, options) => store.extend(key, fence, options),
    forget: (key, options) => store.forget(key, options),
  };
  return own;
}

/** Options of a receiver whose store and refusals can be looked at. */
export function watchedOptions() {
  const store = watchedStore();
  const rejected: (WebhookError | WebhookConfigError)[] = [];
  const failed: unknown[] = [];
  const options = {
    provider: stripe,
    secret: SECRET,
    clock: () => NOW,
    store,
    storeTimeoutMs: 5000,
    onRejected: ({ error }: { error: WebhookError | WebhookConfigError }) => void rejected.push(error),
    onFailed: ({ error }: { error: unknown }) => void failed.push(error),
  };
  return { options, store, rejected, failed };
}
