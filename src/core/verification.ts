import { digest, synchronous } from "#crypto";
import type { Maybe } from "../crypto/types.js";
import { type Delivery, type RawDelivery, toBytes } from "./delivery.js";
import { toTypedError, WebhookConfigError, WebhookError } from "./errors.js";
import { GenuineEvent, needsDigest } from "./event.js";
import { createKeyring } from "./keyring.js";
import type { AnyProvider } from "./provider.js";
import type { ParsedSignature, PreparedKey, Scheme } from "./schemes/scheme.js";
import { readsQuietly } from "./schemes/signed.js";
import { queryOf } from "./sources.js";

/** Options of a verification, besides the credential. */
export interface VerifyOptions {
  /** How far a signed timestamp may lie from our clock, both ways, in seconds. Default: the provider's, mostly 300. */
  readonly toleranceSeconds?: number | undefined;
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly clock?: (() => number) | undefined;
  /** Origin and path under which the sender reaches us, for providers that sign the URL. The query comes from the request. */
  readonly publicUrl?: string | undefined;
}

/** A check of a signature over a body that is hashed while it arrives. */
export interface RunningCheck {
  /** How much of the body was hashed. */
  readonly hashed: number;
  /** Hashes what follows. */
  update(bytes: Uint8Array): void;
  /** The position of the key that matched, or -1. */
  match(): number;
  /** The SHA-256 of the body, where the event is known by it. */
  bodyDigest(): Uint8Array | undefined;
}

/** A delivery whose header was read: it is well formed and fresh, and nothing is proven yet. */
export interface Begun {
  readonly head: Omit<RawDelivery, "body">;
  /** `undefined` where what is signed lies in the body. */
  readonly parsed: ParsedSignature | undefined;
  readonly nowMs: number;
  readonly scheme: Scheme;
  /** Those that are at hand before the body is. */
  readonly keys: readonly PreparedKey[] | undefined;
  readonly provider: AnyProvider;
  /** Where the body was hashed while it arrived. */
  running?: RunningCheck | undefined;
}

/** Why a delivery is not let in. It is handed on, not thrown: throwing costs more than a verification. */
export type Refusal = WebhookError | WebhookConfigError;

/** A verification in its two steps, between which the body can be read. Neither throws. */
export interface Verification {
  /** Refuses by what stands in the header, and by its age. */
  begin(head: Omit<Delivery, "body">): Begun | Refusal;
  /** Whether the keys are here before a delivery is, so that nothing has to be waited for. */
  readonly keysAtHand: boolean;
  /** Checks the signature. */
  finish(begun: Begun, delivery: { readonly body: unknown }, platform?: unknown): Maybe<GenuineEvent | Refusal>;
}

/**
 * Checks the options and makes the keys ready.
 * @throws WebhookConfigError when the options cannot be right
 */
export function createVerification(provider: AnyProvider, options: object): Verification {
  if (typeof provider?.scheme?.check !== "function") {
    throw new WebhookConfigError("PROVIDER_INVALID", 'provider is an object, as from "hookonce/providers/stripe".');
  }
  // Own properties only: a polluted Object.prototype sets no option.
  const own: VerifyOptions = { __proto__: null, ...options } as object;
  const scheme = provider.scheme.configure?.(own) ?? provider.scheme;
  const { clock = Date.now, toleranceSeconds = provider.toleranceSeconds ?? 300, publicUrl } = own;
  if (typeof toleranceSeconds !== "number" || !(toleranceSeconds > 0 && toleranceSeconds < Infinity)) {
    throw new WebhookConfigError("TOLERANCE_INVALID", "toleranceSeconds is a number of seconds above 0, such as 300.");
  }
  if (typeof clock !== "function" || (publicUrl !== undefined && !/^https?:\/\/[^?#\s]+$/.test(publicUrl))) {
    throw new WebhookConfigError(
      "OPTION_INVALID",
      "clock is like Date.now, publicUrl like https://example.com/webhooks.",
    );
  }
  const read = readsQuietly.get(scheme.parse) ?? ((delivery) => scheme.parse(delivery));
  const { ready, keysFor } = createKeyring(provider, scheme, own);
  const toleranceMs = toleranceSeconds * 1000;
  const digestsLater = !synchronous && needsDigest(provider);

  function wrongAge({ timestampMs }: { readonly timestampMs?: number | undefined }, nowMs: number) {
    if (timestampMs === undefined) return;
    const age = nowMs - timestampMs;
    // A clock that tells no time lets nothing in.
    if (Math.abs(age) <= toleranceMs) return;
    const seconds = Math.round(Math.abs(age) / 1000);
    return new WebhookError(
      age < 0 ? "TIMESTAMP_TOO_NEW" : "TIMESTAMP_TOO_OLD",
      `The timestamp is ${seconds} s ${age < 0 ? "ahead of our clock" : "old"}; ${toleranceSeconds} s are accepted.`,
    );
  }

  function readFresh(delivery: Delivery, nowMs: number): ParsedSignature | Refusal {
    const parsed = read(delivery);
    return parsed instanceof Error ? parsed : (wrongAge(parsed, nowMs) ?? parsed);
  }

  function conclude(
    key: PreparedKey | undefined,
    raw: RawDelivery,
    parsed: ParsedSignature,
    nowMs: number,
    bodyDigest?: Uint8Array,
  ): GenuineEvent | Refusal {
    if (!key) {
      const what = scheme.credential === "publicKey" ? "key" : "secret";
      const message = `No signature matches: another ${what}, or not the bytes that were sent.`;
      return withoutStack(() => new WebhookError("SIGNATURE_MISMATCH", message));
    }
    const event = new GenuineEvent(provider, raw, parsed.timestampMs, key.id, bodyDigest);
    if (!provider.timestampAfter) return event;
    event.timestampMs = provider.timestampAfter.read(event);
    return wrongAge(event, nowMs) ?? event;
  }

  function judge(
    raw: RawDelivery,
    parsed: ParsedSignature,
    given: readonly PreparedKey[],
    nowMs: number,
    running: RunningCheck | undefined,
  ): Maybe<GenuineEvent | Refusal> {
    const keys = stillValid(given, nowMs);
    // What was hashed meanwhile was hashed for all keys, also for one that is over.
    const started = keys === given ? running : undefined;
    started?.update(raw.body.subarray(started.hashed));
    const matched = started ? started.match() : scheme.check(raw, parsed, keys, { nowMs, toleranceMs });
    if (!digestsLater && typeof matched === "number") {
      return conclude(keys[matched], raw, parsed, nowMs, started?.bodyDigest());
    }
    return (async () => {
      const key = keys[await matched];
      const bytes = key && digestsLater ? await digest("sha256", [scheme.canonical?.(raw) ?? raw.body]) : undefined;
      return conclude(key, raw, parsed, nowMs, bytes);
    })();
  }

  return {
    keysAtHand: ready !== undefined && scheme.credential !== "none",
    begin: (delivery) =>
      withoutStack(() => {
        const { method, url: written, headers } = delivery;
        const given = written === undefined ? written : String(written);
        const url = publicUrl ? publicUrl + queryOf(given) : given;
        const nowMs = clock();
        const parsed = scheme.looksInside ? undefined : readFresh({ method, url, headers, body: "" }, nowMs);
        if (parsed instanceof Error) return parsed;
        return { head: { method, url, headers }, parsed, nowMs, provider, scheme, keys: ready };
      }),
    finish({ head: { method, url, headers }, parsed: early, nowMs, running }, delivery, platform) {
      try {
        const raw = { method, url, headers, body: toBytes(delivery.body) };
        const parsed = early ?? readFresh(raw, nowMs);
        if (parsed instanceof Error) return parsed;
        const event = ready
          ? judge(raw, parsed, ready, nowMs, running)
          : keysFor(platform).then((keys) => judge(raw, parsed, keys, nowMs, undefined));
        return event instanceof Promise ? event.catch(toTypedError) : event;
      } catch (error) {
        return toTypedError(error);
      }
    },
  };
}

/** A refusal is an answer: who floods us is not to make us write stacks, which cost more than all the rest. */
function withoutStack<T>(answer: () => T): T | Refusal {
  const { stackTraceLimit } = Error as { readonly stackTraceLimit?: number };
  setStackTraceLimit(0);
  try {
    return answer();
  } catch (error) {
    return toTypedError(error);
  } finally {
    setStackTraceLimit(stackTraceLimit);
  }
}

function setStackTraceLimit(limit: number | undefined): void {
  try {
    (Error as { stackTraceLimit?: number | undefined }).stackTraceLimit = limit;
  } catch {
    // It is frozen: errors have their stacks.
  }
}

/** The keys that are not past their `notAfter`; the same list where that is all of them. */
function stillValid(keys: readonly PreparedKey[], nowMs: number): readonly PreparedKey[] {
  const over = ({ notAfterMs = nowMs }: PreparedKey) => nowMs > notAfterMs;
  if (!keys.some(over)) return keys;
  const valid = keys.filter((key) => !over(key));
  if (valid.length) return valid;
  throw new WebhookError("SECRET_UNAVAILABLE", "Every secret is past its notAfter.");
}
