import { freezeProvider } from "../core/provider.js";
import { rsa } from "../core/schemes/rsa.js";

/**
 * Midtrans SNAP BI. RSA over method, path, the SHA-256 of the minified body and the time. White space in the body is not
 * proven; its values are. No tolerance is documented, so that the window is a day. Checked 2026-11 against documentation and
 * SDK.
 * @remarks
 * - The path is signed: where a proxy changes it, set `publicUrl`.
 * - Give Midtrans' public key, not your own.
 * @see https://docs.midtrans.com/reference/snap-bi
 */
export const midtransSnap = freezeProvider({
  id: "midtrans-snap",
  name: "Midtrans (SNAP BI)",
  docs: "https://docs.midtrans.com/reference/snap-bi",
  checked: "2026-11",
  scheme: rsa({
    header: "x-signature",
    format: "{signature}",
    encoding: "base64",
    fields: { timestamp: "x-timestamp" },
    timestamp: "iso8601",
    signs: "{method}:{path}:{body|minify|sha256}:{timestamp}",
    key: "spki",
  }),
  toleranceSeconds: 86_400,
  credential: { name: "public key of Midtrans", env: "MIDTRANS_PUBLIC_KEY", where: "the dashboard → SNAP credentials" },
});
