import {
  type AnyProvider,
  createReceiver,
  createVerifier,
  type Delivery,
  type NeedsSecret,
  type Provider,
  verify,
} from "hookonce";
import { discord } from "hookonce/providers/discord";
import * as stripeModule from "hookonce/providers/stripe";
import { stripe } from "hookonce/providers/stripe";

declare const delivery: Delivery;
const secret = "whsec_1";
const handler = () => {};
declare const look: { readonly id: string; readonly name: string; readonly docs: string; readonly checked: string };

verify(stripe, delivery, { secret });
// @ts-expect-error the name of a provider is none
verify("stripe", delivery, { secret });
// @ts-expect-error an empty object is none
verify({}, delivery, { secret });
// @ts-expect-error its module is none
verify(stripeModule, delivery, { secret });
// @ts-expect-error its scheme is none
verify(stripe.scheme, delivery, { secret });
// @ts-expect-error what only looks like one has no scheme
verify(look, delivery, { secret });
// @ts-expect-error nothing is none
verify(undefined, delivery, { secret });

createVerifier(stripe, { secret });
// @ts-expect-error the name of a provider is none
createVerifier("stripe", { secret });
// @ts-expect-error a function that gives one is none
createVerifier(() => stripe, { secret });
// @ts-expect-error an array is none
createVerifier([stripe], { secret });

createReceiver({ provider: stripe, secret }, handler);
// @ts-expect-error the name of a provider is none
createReceiver({ provider: "stripe", secret }, handler);
// @ts-expect-error an empty object is none
createReceiver({ provider: {}, secret }, handler);
// @ts-expect-error its module is none
createReceiver({ provider: stripeModule, secret }, handler);
// @ts-expect-error what only looks like one has no scheme
createReceiver({ provider: look, secret }, handler);
// @ts-expect-error a receiver needs a provider
createReceiver({ secret }, handler);
// @ts-expect-error a receiver needs a handler
createReceiver({ provider: stripe, secret });
// @ts-expect-error a handler is a function
createReceiver({ provider: stripe, secret }, {});

// Providers can be kept together, and still be told apart by what they need.
export const all: readonly AnyProvider[] = [stripe, discord];
export const signers: readonly Provider<string, NeedsSecret>[] = [stripe, stripe.typed<{ type: "a" }>()];
// @ts-expect-error Discord signs with a key
export const wrong: readonly Provider<string, NeedsSecret>[] = [discord];
// @ts-expect-error a name is no provider here either
export const name: AnyProvider = "stripe";
