import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/** What PayMongo's two modes share: they differ in where the signature stands, and each has a secret of its own. */
export const paymongoShared = (label: "li" | "te", env: string) =>
  ({
    docs: "https://developers.paymongo.com/docs/securing-webhook",
    checked: "2026-11",
    scheme: hmac({
      hash: "sha256",
      header: "paymongo-signature",
      format: `t={timestamp},${label}={signature}`,
      separator: ",",
      encoding: "hex",
      timestamp: "seconds",
      signs: "{timestamp}.{body}",
      secret: { refuse: ["sk_", "pk_"] },
    }),
    toleranceSeconds: 86_400,
    eventId: fromBody("data.id"),
    eventType: fromBody("data.attributes.type"),
    deadlineSeconds: 30,
    credential: { name: "secret key of the webhook", env, where: "the dashboard → your webhook" },
  }) as const;
