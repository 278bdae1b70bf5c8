import type { HashSchemeData, Scheme } from "../../core/schemes/scheme.js";
import { writeHttp } from "./write-http.js";
import { writeJws } from "./write-jws.js";
import { writeAdyen, writeBraintree, writeContentful, writeDropboxSign, writeHook0, writeTwilio } from "./write-own.js";
import { writeTemplate } from "./write-template.js";
import { writeBasic, writeToken, writeTokenInItems } from "./write-token.js";
import { cannotSign, type Writer } from "./writing.js";

/** Kinds that the data alone do not tell how to write. */
const WRITERS: Readonly<Record<string, Writer>> = {
  adyen: writeAdyen,
  basic: writeBasic,
  braintree: writeBraintree,
  contentful: writeContentful,
  "dropbox-sign": writeDropboxSign,
  hook0: writeHook0,
  "http-hmac": writeHttp,
  "http-signature": writeHttp,
  jws: writeJws,
  token: writeToken,
  "token-in-items": writeTokenInItems,
  twilio: writeTwilio,
};

/** Kinds that nobody but the provider can sign, and why. */
const REASONS: Readonly<Record<string, string>> = {
  sns: "its key comes with a certificate that only the provider publishes",
};

/**
 * What writes the signature of a scheme.
 * @throws WebhookConfigError `SCHEME_CANNOT_SIGN`
 */
export function writerOf({ kind, data, described }: Scheme, name: string): Writer {
  const layout = data ?? (described as HashSchemeData | undefined);
  const writer = WRITERS[kind] ?? (layout?.header && layout.format ? writeTemplate(layout) : undefined);
  if (writer) return writer;
  throw cannotSign(name, REASONS[kind] ?? `its kind, ${kind}, has code of its own that is not known here`);
}
