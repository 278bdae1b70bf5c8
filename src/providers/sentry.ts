import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromHeader } from "../core/sources.js";

/**
 * Sentry's integration platform. Only the body is signed: resource, request id and timestamp are headers that anybody can
 * change, so that the timestamp is not looked at. Sentry wants an answer within one second. Checked 2026-11 against
 * documentation and code.
 * @remarks
 * - The action stands in the body: `action`.
 * - Requests of UI components are signed in another header, sentry-app-signature, which is not read here.
 * - A hook that runs into 1000 timeouts within 24 hours is unsubscribed.
 * @see https://docs.sentry.io/organization/integrations/integration-platform/webhooks/
 */
export const sentry = freezeProvider({
  id: "sentry",
  name: "Sentry",
  docs: "https://docs.sentry.io/organization/integrations/integration-platform/webhooks/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "sentry-hook-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
    secret: { refuse: ["sntrys_", "sntryu_"] },
  }),
  eventType: fromHeader("sentry-hook-resource"),
  keyAlso: [fromHeader("sentry-hook-resource")],
  deadlineSeconds: 1,
  credential: {
    name: "client secret",
    env: "SENTRY_CLIENT_SECRET",
    where: "Settings → Custom Integrations → your integration → Client Secret",
  },
});
