import { webhook } from "hookonce/fetch";
import { braintree } from "hookonce/providers/braintree";
import { discord } from "hookonce/providers/discord";
import { googleChat } from "hookonce/providers/google-chat";
import { livekit } from "hookonce/providers/livekit";
import { paypal } from "hookonce/providers/paypal";
import { postmark } from "hookonce/providers/postmark";
import { stripe } from "hookonce/providers/stripe";
import { signDelivery, signHandshake, simulateProvider } from "hookonce/testing";

// What a provider's deliveries are signed with is what its verifier asks for, save public keys: the kit has its own.

const secret = "s";
signDelivery(stripe, { secret });
signDelivery(stripe, { secret: [undefined, { id: "a", value: secret }] });
signDelivery(discord, {});
signDelivery(postmark, { username: "a", password: "b" });
signDelivery(braintree, { secret, publicKey: "a" });
signDelivery(googleChat, { audience: "a" });
signDelivery(paypal, { webhookId: "a" });
signHandshake(discord, { challenge: "a" });

// @ts-expect-error Stripe signs with a secret.
signDelivery(stripe, {});
// @ts-expect-error A secret that is a function belongs to a receiver.
signDelivery(stripe, { secret: () => secret });
// @ts-expect-error An unknown option.
signDelivery(stripe, { secret, tolerance: 1 });
// @ts-expect-error Discord signs with a private key.
signDelivery(discord, { secret });
// @ts-expect-error A password is missing.
signDelivery(postmark, { username: "a" });
// @ts-expect-error Braintree's public key names the signature.
signDelivery(braintree, { secret });
// @ts-expect-error An audience is missing.
signDelivery(googleChat, {});
// @ts-expect-error The API key is missing.
signDelivery(livekit, { secret });
// @ts-expect-error The webhook id is missing.
signDelivery(paypal, {});

const sim = simulateProvider({ provider: stripe, secret });
export const handler = webhook(
  { provider: stripe, secret, clock: sim.clock },
  sim.handler(async (event, { attempt }) => {
    const id: string = event.id;
    // @ts-expect-error A number is no text.
    const type: number = event.type;
    return [id, type, attempt.toFixed()];
  }),
);
export const length: Promise<number> = sim.handler((event: { id: string }) => event.id.length)({ id: "a" });
// @ts-expect-error There is no such fault.
simulateProvider({ provider: stripe, secret, faults: { earthquakes: 1 } });
