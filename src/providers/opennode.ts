import { noticeUnsignedBody } from "../core/notice.js";
import { payloadAs } from "../core/payload-forms.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromForm } from "../core/sources.js";

/**
 * OpenNode. The signature lies in the form and covers the id of the charge alone: status and amount are not signed, and
 * one delivery proves any other of the same charge. Ask the API for the charge before you act. Checked 2026-11 against
 * documentation and SDK.
 * @remarks
 * - The signing key is the API key: keep it on the server.
 * @see https://developers.opennode.com/docs/webhooks
 */
export const opennode = freezeProvider({
  id: "opennode",
  name: "OpenNode",
  docs: "https://developers.opennode.com/docs/webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: fromForm("hashed_order"),
    format: "{signature}",
    encoding: "hex",
    signs: "{form:id}",
  }),
  eventType: fromForm("status"),
  ...payloadAs("form"),
  notice: noticeUnsignedBody,
  credential: {
    name: "API key",
    env: "OPENNODE_API_KEY",
    where: "the dashboard → your API keys",
  },
});
