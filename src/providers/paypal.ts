import { noticeUnsignedBody } from "../core/notice.js";
import { freezeProvider } from "../core/provider.js";
import { fetchedKeys, type NeedsFetch } from "../core/schemes/fetched-keys.js";
import { rsa } from "../core/schemes/rsa.js";
import { fromBody, fromHeader } from "../core/sources.js";
import { remoteKeys } from "../keys/remote-keys.js";

/** Options of PayPal. */
export interface NeedsWebhookId extends NeedsFetch {
  /** The id of the webhook that PayPal shows beside its URL. It is part of what is signed. */
  readonly webhookId: string;
}

/**
 * PayPal REST webhooks. The id and time of the transmission and your webhook id are signed; the body only through a CRC-32,
 * which anybody can keep while changing the body: take `event.id`, fetch that event from PayPal's API, and act on what
 * you get. The certificate comes from PayPal's own hosts, is valid now and bears PayPal's name. A transmission counts
 * for three days and an hour: PayPal retries for three days. Checked 2026-11 against documentation and SDK.
 * @remarks
 * - One webhook id for each URL, and another one in the sandbox.
 * - Events of the simulator are signed for the webhook id `WEBHOOK_ID`: set that in tests only.
 * - `PAYPAL-TRANSMISSION-ID` names the transmission, not the event.
 * @see https://developer.paypal.com/api/rest/webhooks/rest/
 */
export const paypal = freezeProvider({
  id: "paypal",
  name: "PayPal",
  docs: "https://developer.paypal.com/api/rest/webhooks/rest/",
  checked: "2026-11",
  scheme: fetchedKeys<NeedsWebhookId>({
    scheme: rsa({
      header: "paypal-transmission-sig",
      format: "{signature}",
      encoding: "base64",
      fields: { id: "paypal-transmission-id", timestamp: "paypal-transmission-time" },
      timestamp: "iso8601",
      expect: { "paypal-auth-algo": "SHA256withRSA" },
      signs: "{id}|{timestamp}|{webhookId}|{body|crc32}",
      key: "spki",
    }),
    signedOptions: ["webhookId"],
    wants: [{ url: fromHeader("paypal-cert-url") }],
    keys: remoteKeys({
      hosts: ["api.paypal.com", "api.sandbox.paypal.com"],
      path: "/v1/notifications/certs/*",
      form: "certificate",
      commonNames: ["messageverificationcerts.paypal.com", "messageverificationcerts.sandbox.paypal.com"],
    }),
  }),
  toleranceSeconds: 3 * 86_400 + 3600,
  eventId: fromBody("id"),
  eventType: fromBody("event_type"),
  retries: { windowSeconds: 3 * 86_400 },
  notice: noticeUnsignedBody,
  credential: {
    name: "webhook ID",
    env: "PAYPAL_WEBHOOK_ID",
    where: "Apps & Credentials, the app, Webhooks (option webhookId)",
  },
});
