import { synchronous } from "#crypto";
import { startCompute } from "./compute-signature.js";
import type { Delivery } from "./delivery.js";
import { orThrow, toTypedError, WebhookConfigError } from "./errors.js";
import type { EventOf } from "./event.js";
import type { AnyProvider, EventsOf, NeedsOf } from "./provider.js";
import type { SignedParts, SymmetricScheme } from "./schemes/scheme.js";
import { createVerification, type VerifyOptions } from "./verification.js";

/** A credential as a provider asks for it, but no function that gives it. */
export type NeedsAtHand<P extends AnyProvider> = {
  // biome-ignore lint/suspicious/noExplicitAny: any function.
  readonly [K in keyof NeedsOf<P>]: Exclude<NeedsOf<P>[K], (...args: any) => unknown>;
};

/** A function that verifies deliveries of one provider at once. */
export type VerifierSync<P extends AnyProvider, Event = EventOf<EventsOf<P>>> = (delivery: Delivery) => Event;

const invalid = (message: string) => new WebhookConfigError("OPTION_INVALID", message);

/** Work that could wait after all ends here. */
function atOnce<T>(value: T | Promise<T>, what: string): T {
  if (!(value instanceof Promise)) return value;
  value.catch(() => {});
  throw invalid(`${what} cannot be done at once: take the function without Sync.`);
}

function needNodeCrypto(): void {
  if (!synchronous) throw invalid("hookonce/sync needs node:crypto: here take the functions without Sync.");
}

/**
 * `createVerifier` for code that cannot wait: checks the options, makes the keys ready, and gives a function that returns the event.
 * @param provider from `hookonce/providers/…` or `defineProvider`; not one whose keys are fetched
 * @param options the credential that the provider asks for, no function, and {@link VerifyOptions}
 * @returns a function that throws a `WebhookError` for a delivery that is refused
 * @throws WebhookConfigError what `createVerifier` throws; `OPTION_INVALID` where the keys are not at hand, or without `node:crypto`
 * @example
 * ```ts
 * import { createVerifierSync } from "hookonce/sync";
 * import { github } from "hookonce/providers/github";
 *
 * const verifyGithub = createVerifierSync(github, { secret: "It's a Secret to Everybody" });
 * export const read = (headers: Record<string, string>, body: Uint8Array) => verifyGithub({ headers, body });
 * ```
 */
export function createVerifierSync<P extends AnyProvider>(
  provider: P,
  options: VerifyOptions & NeedsAtHand<P>,
): VerifierSync<P> {
  needNodeCrypto();
  const { begin, finish, keysAtHand } = createVerification(provider, options);
  if (!keysAtHand) throw invalid(`The keys of ${provider.name} are not at hand here: take createVerifier.`);
  const what = `A verification of ${provider.name}`;
  return (delivery) => {
    const begun = begin(delivery);
    return orThrow(begun instanceof Error ? begun : atOnce(finish(begun, delivery), what)) as never;
  };
}

/**
 * `verify` for code that cannot wait.
 * @param provider from `hookonce/providers/…` or `defineProvider`; not one whose keys are fetched
 * @param delivery what arrived: headers, the raw body, and the URL where the provider signs it
 * @param options the credential that the provider asks for, no function, and {@link VerifyOptions}
 * @returns the event
 * @throws WebhookError with a `code` that says why the delivery was refused
 * @throws WebhookConfigError when the options cannot be right
 * @example
 * ```ts
 * import { verifySync } from "hookonce/sync";
 * import { stripe } from "hookonce/providers/stripe";
 *
 * export function handle(headers: Record<string, string>, body: Uint8Array) {
 *   const event = verifySync(stripe, { headers, body }, { secret: process.env.STRIPE_WEBHOOK_SECRET });
 *   console.log(event.id, event.type);
 * }
 * ```
 */
export function verifySync<P extends AnyProvider>(
  provider: P,
  delivery: Delivery,
  options: VerifyOptions & NeedsAtHand<P>,
): EventOf<EventsOf<P>> {
  return createVerifierSync(provider, options)(delivery);
}

/**
 * `computeSignature` for code that cannot wait.
 * @param scheme of a provider that signs with a shared secret
 * @param secret in the form in which the provider shows it
 * @param parts what is signed: the body, and whatever else the scheme names
 * @throws WebhookConfigError `SECRET_MISSING`, `SECRET_UNUSABLE`, `SECRET_WRONG_KIND`, `PUBLIC_URL_REQUIRED`,
 * `SCHEME_CANNOT_SIGN`; `OPTION_INVALID` without `node:crypto`
 * @throws WebhookError `SIGNATURE_MALFORMED` when a part that is signed is not given
 * @example
 * ```ts
 * import { computeSignatureSync } from "hookonce/sync";
 * import { github } from "hookonce/providers/github";
 *
 * const bytes = computeSignatureSync(github.scheme, "It's a Secret to Everybody", { body: "Hello, World!" });
 * console.log(Buffer.from(bytes).toString("hex"));
 * ```
 */
export function computeSignatureSync(
  // biome-ignore lint/suspicious/noExplicitAny: whatever the scheme asks for.
  scheme: SymmetricScheme<any>,
  secret: string | Uint8Array,
  parts: SignedParts,
): Uint8Array {
  needNodeCrypto();
  try {
    return atOnce(startCompute(scheme, secret, parts), "This signature");
  } catch (error) {
    throw toTypedError(error);
  }
}
