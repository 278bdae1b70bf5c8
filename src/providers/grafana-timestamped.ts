import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Grafana Alerting's webhook with an HMAC signature over timestamp and body, joined with a colon. Grafana says no
 * tolerance; 300 seconds are ours. Notifications have no id. Checked 2026-11 against documentation and code.
 * @remarks
 * - Header names are settings of the contact point: enter X-Grafana-Alerting-Signature and X-Grafana-Alerting-Timestamp.
 * - A reminder of the same alerts may have the very same body: it is then a duplicate.
 * @see https://grafana.com/docs/grafana/latest/alerting/contact-points/notifiers/webhook-notifier
 */
export const grafanaTimestamped = freezeProvider({
  id: "grafana-timestamped",
  name: "Grafana Alerting (timestamp)",
  docs: "https://grafana.com/docs/grafana/latest/alerting/contact-points/notifiers/webhook-notifier",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-grafana-alerting-signature",
    format: "{signature}",
    encoding: "hex",
    fields: { timestamp: "x-grafana-alerting-timestamp" },
    timestamp: "seconds",
    signs: "{timestamp}:{body}",
    secret: { refuse: ["glsa_"] },
  }),
  toleranceSeconds: 300,
  eventType: fromBody("status"),
  credential: {
    name: "HMAC secret",
    env: "GRAFANA_WEBHOOK_SECRET",
    where: "the contact point → HMAC Signature",
  },
});
