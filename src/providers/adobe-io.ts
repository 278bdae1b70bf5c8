import { handshakes } from "../core/handshakes.js";
import { freezeProvider } from "../core/provider.js";
import { fetchedKeys, type NeedsFetch } from "../core/schemes/fetched-keys.js";
import { rsa } from "../core/schemes/rsa.js";
import { fromBody, fromDigest, fromHeader, fromQuery } from "../core/sources.js";
import { remoteKeys } from "../keys/remote-keys.js";

/** Options of Adobe I/O Events. */
export interface NeedsClientId extends NeedsFetch {
  /** The client id of the project that registered the webhook. */
  readonly clientId: string;
}

/** Where Adobe's keys are; a delivery names the path. */
const under = "https://static.adobeioevents.com";

/**
 * Adobe I/O Events. The body is signed twice with two keys, whose paths below `static.adobeioevents.com` come along; one match
 * is enough. Nothing says when it was signed. Checked 2026-11 against documentation and SDK.
 * @remarks
 * - Adobe signs for all its customers with the same keys: `recipient_client_id` in the body must be your `clientId`.
 * - Keys change: Adobe asks not to keep one for more than 24 h.
 * - A webhook that does not answer the challenge is asked by a `POST` with a `validationUrl`, which is not signed.
 * @see https://developer.adobe.com/events/docs/guides/sdk/sdk-signature-verification
 */
export const adobeIo = freezeProvider({
  id: "adobe-io",
  name: "Adobe I/O Events",
  docs: "https://developer.adobe.com/events/docs/guides/sdk/sdk-signature-verification",
  checked: "2026-11",
  scheme: fetchedKeys<NeedsClientId>({
    scheme: rsa({
      header: ["x-adobe-digital-signature-1", "x-adobe-digital-signature-2"],
      format: "{signature}",
      encoding: "base64",
      signs: "{body}",
      key: "spki",
    }),
    wants: [
      { url: fromHeader("x-adobe-public-key1-path"), under },
      { url: fromHeader("x-adobe-public-key2-path"), under },
    ],
    recipient: ["clientId", fromBody("recipient_client_id")],
    keys: remoteKeys({
      hosts: ["static.adobeioevents.com"],
      path: "/prod/keys/*.pem",
      form: "pem",
      staleSeconds: 72_000,
    }),
  }),
  eventId: [fromBody("event_id"), fromDigest()],
  eventType: [fromHeader("x-adobe-event-code"), fromBody("type")],
  deadlineSeconds: 10,
  retries: { windowSeconds: 86_400 },
  handshakes: handshakes({ method: "GET", has: fromQuery("challenge"), check: "none", text: fromQuery("challenge") }),
  credential: {
    name: "client ID",
    env: "ADOBE_CLIENT_ID",
    where: "the credential of your project (option clientId)",
  },
});
