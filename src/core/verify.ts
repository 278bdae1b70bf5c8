import type { Delivery } from "./delivery.js";
import { orThrow } from "./errors.js";
import type { EventOf } from "./event.js";
import type { AnyProvider, EventsOf, NeedsOf } from "./provider.js";
import { createVerification, type Verification, type VerifyOptions } from "./verification.js";

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
  return toVerifier(createVerification(provider, options)) as Verifier<P>;
}

/** Both steps at once. */
export function toVerifier({ begin, finish }: Verification): Verifier<AnyProvider> {
  return async (delivery, platform) => {
    const begun = begin(delivery);
    const event = begun instanceof Error ? begun : finish(begun, delivery, platform);
    return (event instanceof Promise ? event.then((later) => orThrow(later)) : orThrow(event)) as never;
  };
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
