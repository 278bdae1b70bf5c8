import { noticeUnsignedBody } from "../core/notice.js";
import { freezeProvider } from "../core/provider.js";
import { sortedJson } from "../core/schemes/sorted-json.js";
import { fromBody } from "../core/sources.js";

/**
 * payOS. The signature stands in the body and covers the members of `data`, sorted by name; the fields beside `data` (`code`,
 * `desc`, `success`) are not signed. Checked 2026-11 against documentation and SDK.
 * @remarks
 * - White space and the order of fields are not proven; the values of `data` are.
 * - `data.code`, not the outer `code`, is the signed result.
 * @see https://payos.vn/docs/tich-hop-webhook/kiem-tra-du-lieu-voi-signature/
 */
export const payos = freezeProvider({
  id: "payos",
  name: "payOS",
  docs: "https://payos.vn/docs/tich-hop-webhook/kiem-tra-du-lieu-voi-signature/",
  checked: "2026-11",
  scheme: sortedJson({ hash: "sha256", header: fromBody("signature"), encoding: "hex", part: "data", form: "pairs" }),
  eventType: fromBody("data.code"),
  notice: noticeUnsignedBody,
  credential: {
    name: "checksum key",
    env: "PAYOS_CHECKSUM_KEY",
    where: "the dashboard → your payment channel",
  },
});
