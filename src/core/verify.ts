import { digest, synchronous } from "#crypto";
import { type Delivery, type RawDelivery, toBytes } from "./delivery.js";
import { toTypedError, WebhookConfigError, WebhookError } from "./errors.js";
import { type EventOf, GenuineEvent, needsDigest } from "./event.js";
import { createKeyring } from "./keyring.js";
import type { AnyProvider, EventsOf, NeedsOf } from "./provider.js";
import type { PreparedKey } from "./schemes/scheme.js";
import { queryOf } from "./sources.js";
import { parseTimestamp } from "./timestamp.js";

/** Options of a verification, besides the credential. */
export interface VerifyOptions {
  /** How far a signed timestamp may lie from our clock, both ways, in seconds. Default: the provider's, mostly 300. */
  readonly toleranceSeconds?: number | undefined;
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly clock?: (() => number) | undefined;
  /** Origin and path under which the sender reaches us, for providers that sign the URL. The query comes from the request. */
  readonly publicUrl?: string | undefined;
}

/** A function that verifies deliveries of one provider. The platform goes to credentials that are functions. */
export type Verifier<P extends AnyProvider, Event = EventOf<EventsOf<P>>> = (
  delivery: Delivery,
  platform?: unknown,
) => Promise<Event>;

/**
 * Prepares a verification: checks the options, makes the keys ready, and gives a function for deliveries.
 * @param provider from `hookonce/providers/…` or {@link defineProvider}
 * @param options the credential that the provider asks for, and {@link VerifyOptions}
 * @throws WebhookConfigError at once, when the options cannot be right: `SECRET_MISSING`, `SECRET_UNUSABLE`,
 * `SECRET_WRONG_KIND`, `PUBLIC_KEY_UNUSABLE`, `CREDENTIAL_MISMATCH`, `TOLERANCE_INVALID`, `OPTION_INVALID`
 * @example
 * ```ts
 * import { createVerifier } from "hookonce";
 * import { github } from "hookonce/providers/github";
 *
 * const verifyGithub = createVerifier(github, { secret: "It's a Secret to Everybody" });
 * export const read = async (request: Request) =>
 *   verifyGithub({ headers: request.headers, body: await request.arrayBuffer() });
 * ```
 */
export function createVerifier<P extends AnyProvider>(provider: P, options: VerifyOptions & NeedsOf<P>): Verifier<P> {
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
  const keysFor = createKeyring(provider, scheme, own);

  return async (delivery, platform) => {
    try {
      const { method, headers, url, body } = delivery;
      const given = url === undefined ? url : String(url);
      const whole = publicUrl ? publicUrl + queryOf(given) : given;
      const parsed = scheme.parse({ method, url: whole, headers, body });
      const now = clock();
      checkAge(now - (parsed.timestampMs ?? now), toleranceSeconds);
      const raw: RawDelivery = { method, url: whole, headers, body: toBytes(body) };
      const prepared = keysFor(platform);
      let keys = prepared instanceof Promise ? await prepared : prepared;
      if (keys.some((key) => key.notAfterMs !== undefined)) keys = stillValid(keys, now);
      const matched = scheme.check(raw, parsed, keys, { nowMs: now, toleranceMs: toleranceSeconds * 1000 });
      const key = keys[matched instanceof Promise ? await matched : matched];
      if (!key) {
        const what = scheme.credential === "publicKey" ? "key" : "secret";
        throw new WebhookError(
          "SIGNATURE_MISMATCH",
          `No signature matches: another ${what}, or not the bytes that were sent.`,
        );
      }
      const bodyDigest =
        !synchronous && needsDigest(provider)
          ? await digest("sha256", [scheme.canonical?.(raw) ?? raw.body])
          : undefined;
      const event = new GenuineEvent(provider, raw, parsed.timestampMs, key.id, bodyDigest);
      if (provider.timestampAfter) event.timestampMs = inside(event, provider.timestampAfter, now, toleranceSeconds);
      return event as never;
    } catch (error) {
      throw toTypedError(error);
    }
  };
}

/** The time that stands in the signed body. */
function inside(
  event: GenuineEvent,
  { at, form }: NonNullable<AnyProvider["timestampAfter"]>,
  now: number,
  toleranceSeconds: number,
): number {
  const value = event.at(at);
  if (value === undefined) throw new WebhookError("TIMESTAMP_MISSING", "The timestamp of the body is missing.");
  const timestampMs = parseTimestamp(String(value), form);
  if (Number.isNaN(timestampMs)) {
    throw new WebhookError("TIMESTAMP_MALFORMED", `The timestamp of the body is not in ${form}.`);
  }
  checkAge(now - timestampMs, toleranceSeconds);
  return timestampMs;
}

function checkAge(age: number, toleranceSeconds: number): void {
  if (Math.abs(age) <= toleranceSeconds * 1000) return;
  const seconds = Math.round(Math.abs(age) / 1000);
  throw new WebhookError(
    age < 0 ? "TIMESTAMP_TOO_NEW" : "TIMESTAMP_TOO_OLD",
    `The timestamp is ${seconds} s ${age < 0 ? "ahead of our clock" : "old"}; ${toleranceSeconds} s are accepted.`,
  );
}

function stillValid(keys: readonly PreparedKey[], now: number): readonly PreparedKey[] {
  const valid = keys.filter(({ notAfterMs = now }) => now <= notAfterMs);
  if (valid.length) return valid;
  throw new WebhookError("SECRET_UNAVAILABLE", "Every secret is past its notAfter.");
}

/**
 * Whether a delivery is genuine and fresh. Nothing of the body is parsed before the signature holds.
 * @param provider from `hookonce/providers/…` or {@link defineProvider}
 * @param delivery what arrived: headers, the raw body, and the URL where the provider signs it
 * @param options the credential that the provider asks for, and {@link VerifyOptions}
 * @returns the event
 * @throws WebhookError with a `code` that says why the delivery was refused
 * @throws WebhookConfigError when the options cannot be right
 * @example
 * ```ts
 * import { verify } from "hookonce";
 * import { stripe } from "hookonce/providers/stripe";
 *
 * export async function handle(request: Request) {
 *   const delivery = { headers: request.headers, body: await request.arrayBuffer() };
 *   const event = await verify(stripe, delivery, { secret: process.env.STRIPE_WEBHOOK_SECRET });
 *   console.log(event.id, event.type);
 * }
 * ```
 */
export function verify<P extends AnyProvider>(
  provider: P,
  delivery: Delivery,
  options: VerifyOptions & NeedsOf<P>,
): Promise<EventOf<EventsOf<P>>> {
  try {
    return createVerifier(provider, options)(delivery);
  } catch (error) {
    return Promise.reject(error);
  }
}
