import { handshakes } from "../core/handshakes.js";
import { payloadAs } from "../core/payload-forms.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromQuery } from "../core/sources.js";

/**
 * WebSub (PubSubHubbub) with SHA-256. Only the body is signed. The intent of a subscription is confirmed when its topic is the
 * one that you asked for, which the option `verifyToken` names. Checked 2026-11 against the specification.
 * @remarks
 * - The hub chooses the hash: signatures with SHA-1 are refused.
 * - The body is whatever the topic is, often Atom: `event.payload` is its text.
 * @see https://www.w3.org/TR/websub/#signature-validation
 */
export const websub = freezeProvider({
  id: "websub",
  name: "WebSub",
  docs: "https://www.w3.org/TR/websub/#signature-validation",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-hub-signature",
    format: "sha256={signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  ...payloadAs("text"),
  handshakes: handshakes({
    method: "GET",
    has: fromQuery("hub.challenge"),
    check: "verifyToken",
    verifyToken: fromQuery("hub.topic"),
    text: fromQuery("hub.challenge"),
  }),
  credential: { name: "hub.secret", env: "WEBSUB_SECRET", where: "your subscription request" },
});
