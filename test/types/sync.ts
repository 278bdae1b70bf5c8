import type { WebhookEvent } from "hookonce";
import { stripe } from "hookonce/providers/stripe";
import { createVerifierSync, verifySync } from "hookonce/sync";

const delivery = { headers: {}, body: "{}" };

export const event: WebhookEvent = createVerifierSync(stripe, { secret: "whsec_a" })(delivery);
export const again: WebhookEvent = verifySync(stripe, delivery, {
  secret: ["whsec_a", undefined],
  toleranceSeconds: 60,
});

// @ts-expect-error a secret from a function would have to be waited for
createVerifierSync(stripe, { secret: () => "whsec_a" });
// @ts-expect-error Stripe signs with a secret
createVerifierSync(stripe, { publicKey: "a" });
