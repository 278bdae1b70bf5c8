import { freezeProvider } from "../core/provider.js";
import { jws } from "../core/schemes/jws.js";
import { fromBody, fromHeader } from "../core/sources.js";
import { GOOGLE_ISSUERS, googleKeys } from "./_google.js";

/**
 * Google Cloud Pub/Sub, push with authentication. An ID token of your service account (options `audience` and
 * `serviceAccountEmail`) proves who sends; it says nothing about the body, and counts for an hour. Whoever sees a delivery can
 * send another body with it: where that matters, take the message as a hint and read the object through its own API. 300 s are
 * allowed for clocks that differ, as in Google's library. Checked 2026-11 against documentation and SDK.
 * @remarks
 * - Without authentication in the subscription there is no token.
 * - `audience` is what the subscription says, by default the URL of the endpoint.
 * - Anybody can have Google sign a token for your audience: the email of the service account is what tells you apart.
 * - What was published is base64, in `message.data`.
 * @see https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions
 */
export const googlePubsub = freezeProvider({
  id: "google-pubsub",
  name: "Google Cloud Pub/Sub (push)",
  docs: "https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions",
  checked: "2026-11",
  scheme: jws({
    algorithm: "RS256",
    token: fromHeader("authorization"),
    prefix: "Bearer ",
    keys: googleKeys,
    claims: { iss: GOOGLE_ISSUERS, email_verified: true },
    asks: { audience: "aud", serviceAccountEmail: "email" },
    requires: ["exp", "iat"],
    from: "iat",
  }),
  toleranceSeconds: 300,
  eventId: fromBody("message.messageId"),
  credential: {
    name: "service account of the push subscription",
    env: "PUBSUB_SERVICE_ACCOUNT_EMAIL",
    where: "Pub/Sub → subscription → Enable authentication (options audience and serviceAccountEmail)",
  },
});
