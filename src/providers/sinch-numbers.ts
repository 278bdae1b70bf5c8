import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";

/**
 * Sinch's Numbers API: HMAC-SHA1 of the body. Callbacks carry no signed timestamp; repeats are known by the digest of the
 * body. Checked 2026-11 against Sinch's SDK.
 * @remarks
 * - It takes the HMAC secret of the callback configuration, not the key of the project.
 * - The Conversation API signs in another way: take `hookonce/providers/sinch`.
 * @see https://github.com/sinch/sinch-sdk-node
 */
export const sinchNumbers = freezeProvider({
  id: "sinch-numbers",
  name: "Sinch (Numbers API)",
  docs: "https://github.com/sinch/sinch-sdk-node",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha1",
    header: "x-sinch-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  credential: {
    name: "HMAC secret of the callback configuration",
    env: "SINCH_NUMBERS_HMAC_SECRET",
    where: "set with the callback configuration of the Numbers API",
  },
});
