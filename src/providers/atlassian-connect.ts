import type { RawDelivery } from "../core/delivery.js";
import { noticeUnsignedBody } from "../core/notice.js";
import { freezeProvider } from "../core/provider.js";
import { jws } from "../core/schemes/jws.js";
import { fromBody, fromHeader, parsePairs, queryOf } from "../core/sources.js";

/** RFC 3986: everything but letters, digits and `-._~`. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

/** Method, path and sorted query: what the claim `qsh` is the hash of. */
function canonicalRequest({ method = "POST", url = "" }: RawDelivery): string {
  const path = url.replace(/^\w+:\/\/[^/?#]*|[?#].*/gs, "").replaceAll("&", "%26");
  const values = new Map<string, string[]>();
  for (const [name, value] of parsePairs(queryOf(url).slice(1))) values.set(name, [...(values.get(name) ?? []), value]);
  values.delete("jwt");
  const query = [...values.keys()]
    .sort()
    .map((name) => `${encode(name)}=${(values.get(name) ?? []).sort().map(encode).join(",")}`)
    .join("&");
  return `${method.toUpperCase()}&${path.length > 1 ? path.replace(/\/$/, "") : "/"}&${query}`;
}

/**
 * Atlassian Connect apps (Jira, Confluence). The token in the header `authorization` covers method, path and query, and says
 * nothing about the body. Whoever sees a delivery can send another body with it until the token expires: read the object
 * through the API before you act. 60 s are allowed for clocks that differ, which is our choice. Checked 2026-11 against SDK.
 * @remarks
 * - The scheme word is `JWT`, not `Bearer`. A token in the query (`?jwt=`) is not looked at.
 * - The shared secret is that of one installation: `clientKey` holds the token to it.
 * - Where the base URL of the app has a path, that is no part of what is signed: set `publicUrl` without it.
 * - Callbacks of installation are signed with another key, and refused here.
 * @see https://developer.atlassian.com/cloud/jira/platform/understanding-jwt-for-connect-apps/
 */
export const atlassianConnect = freezeProvider({
  id: "atlassian-connect",
  name: "Atlassian Connect",
  docs: "https://developer.atlassian.com/cloud/jira/platform/understanding-jwt-for-connect-apps/",
  checked: "2026-11",
  scheme: jws({
    algorithm: "HS256",
    token: fromHeader("authorization"),
    prefix: "JWT ",
    asks: { clientKey: { claim: "iss", optional: true } },
    requires: ["exp"],
    binds: [
      {
        claim: "qsh",
        /** Method, path and query, sorted. */
        of: canonicalRequest,
        hash: "sha256",
        encoding: "hex",
      },
    ],
  }),
  toleranceSeconds: 60,
  eventType: fromBody("webhookEvent"),
  notice: noticeUnsignedBody,
  credential: {
    name: "shared secret",
    env: "ATLASSIAN_SHARED_SECRET",
    where: "`sharedSecret` in the `installed` callback of your app",
  },
});
