import hookonce = require("hookonce");
import stripe = require("hookonce/providers/stripe");

export const check = hookonce.createVerifier(stripe.stripe, {
  secret: "whsec_dGhlIHRlc3Qgc2VjcmV0IG9mIGEgY29uc3VtZXI",
});

// @ts-expect-error a provider that signs with a secret must be given one
hookonce.createVerifier(stripe.stripe, {});
