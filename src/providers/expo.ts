import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";

/**
 * Expo's EAS Build and EAS Submit: HMAC-SHA1 of the body. No timestamp is signed by itself; repeats are known by the digest
 * of the body. Checked 2026-11 against documentation.
 * @remarks
 * - The secret has at least 16 characters.
 * - Build and Submit events differ by their members; `event.type` is empty.
 * - Expo takes any answer from 200 to 399 for a success.
 * @see https://docs.expo.dev/eas/webhooks/
 */
export const expo = freezeProvider({
  id: "expo",
  name: "Expo (EAS Build and Submit)",
  docs: "https://docs.expo.dev/eas/webhooks/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha1",
    header: "expo-signature",
    format: "sha1={signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  credential: {
    name: "webhook secret",
    env: "EXPO_WEBHOOK_SECRET",
    where: "your own, given to `eas webhook:create`",
  },
});
