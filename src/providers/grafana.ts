import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Grafana Alerting's webhook with an HMAC signature and without a timestamp header. The body alone is signed; notifications
 * have no id. Checked 2026-11 against documentation and code.
 * @remarks
 * - Header names are settings of the contact point: enter X-Grafana-Alerting-Signature and leave the timestamp header
 *   empty.
 * - With a timestamp header another text is signed: take `grafana-timestamped`.
 * - A reminder of the same alerts may have the very same body: it is then a duplicate.
 * @see https://grafana.com/docs/grafana/latest/alerting/contact-points/notifiers/webhook-notifier
 */
export const grafana = freezeProvider({
  id: "grafana",
  name: "Grafana Alerting",
  docs: "https://grafana.com/docs/grafana/latest/alerting/contact-points/notifiers/webhook-notifier",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-grafana-alerting-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
    secret: { refuse: ["glsa_"] },
  }),
  eventType: fromBody("status"),
  credential: {
    name: "HMAC secret",
    env: "GRAFANA_WEBHOOK_SECRET",
    where: "the contact point → HMAC Signature",
  },
});
