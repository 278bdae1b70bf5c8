import { type HmacKey, hmac, importHmacKey } from "#crypto";
import type { RawDelivery } from "../delivery.js";
import { WebhookConfigError, WebhookError } from "../errors.js";
import { decodeSecret } from "../secrets.js";
import { checkBindings, checkClaim, checkTimes, readTime } from "./jws-claims.js";
import type { JwsAlgorithm, JwsData, NeedsOfJws } from "./jws-data.js";
import { ALGORITHMS, type PublicKeyName, prepareTokenKey } from "./jws-keys.js";
import { keyFor, matchToken, type ParsedToken } from "./jws-match.js";
import { canonicalOf, findToken, isInside } from "./jws-parts.js";
import { coverage, type Setup, setUp } from "./jws-setup.js";
import { checkHeader } from "./jws-token.js";
import type { Moment, NeedsSecret, PreparedKey, Scheme, SymmetricScheme } from "./scheme.js";
import { chain } from "./template.js";

const malformed = (why: string) => new WebhookError("SIGNATURE_MALFORMED", `The token ${why}.`);

function build(data: JwsData, algorithms: readonly JwsAlgorithm[], setup: Setup | undefined): Scheme {
  const { time, from = "nbf", requires = [], binds = [], detached, unwrap } = data;
  const symmetric = algorithms[0]?.startsWith("HS") ?? false;
  const published = setup
    ? (setup.source ?? setup.certificates)
    : (data.keys ?? data.keysFrom ?? data.certificatesFrom);

  /** What a genuine token says, held to what it must say. */
  function judge({ token: { claims } }: ParsedToken, delivery: RawDelivery, { held }: Setup, moment: Moment) {
    checkTimes(claims, from, moment);
    const absent = requires.find((name) => claims[name] === undefined);
    if (absent) throw malformed(`has no claim ${absent}`);
    for (const [paths, allowed] of held) checkClaim(claims, paths, allowed);
    return checkBindings(claims, binds, delivery);
  }

  const scheme: Scheme = {
    kind: "jws",
    described: data,
    credential: published ? "none" : symmetric ? "secret" : "publicKey",
    looksInside: isInside(data) && "json",
    covers: coverage(data),
    configure: (options) => build(data, algorithms, setUp(data, options)),
    claims: (delivery) => ({ ...findToken(data, delivery).claims }),
    parse: (delivery) => {
      const token = findToken(data, delivery);
      checkHeader(token, algorithms, detached?.unencoded ?? false);
      const { header, claims, signature } = token;
      const size = ALGORITHMS[header.alg as JwsAlgorithm][2];
      if (!signature.length || (size && signature.length !== size))
        throw malformed("has a signature of another length");
      const timestampMs = time === undefined ? undefined : readTime(claims, time);
      if (time !== undefined && timestampMs === undefined) {
        throw new WebhookError("TIMESTAMP_MISSING", `The token has no claim ${time}.`);
      }
      const parsed: ParsedToken = {
        candidates: [{ bytes: signature, keyId: header.kid as string | undefined }],
        fields: { header: token.protected, payload: token.payload },
        timestampMs,
        token,
      };
      return parsed;
    },
    prepare: (value, where) => {
      const secret = symmetric ? decodeSecret(value, data.secret, where) : new Uint8Array();
      const one = (name: JwsAlgorithm) =>
        symmetric ? importHmacKey(ALGORITHMS[name][1], secret) : prepareTokenKey(value, name as PublicKeyName, where);
      return Object.fromEntries(algorithms.map((name) => [name, one(name)]));
    },
    check: (delivery, given, keys, moment) => {
      const parsed = given as ParsedToken;
      const own = setup ?? setUp(data, {});
      return chain(matchToken(data, delivery, parsed, keys, own, moment.nowMs), (at) =>
        at < 0 ? at : chain(judge(parsed, delivery, own, moment), () => at),
      );
    },
    ...canonicalOf(data),
    ...(isInside(data) && {
      unwrap: (delivery: RawDelivery) => {
        const claims = { ...findToken(data, delivery).claims };
        try {
          return unwrap ? unwrap(claims) : claims;
        } catch {
          throw new WebhookError("PAYLOAD_MALFORMED", "The delivery is genuine, but its token holds something else.");
        }
      },
    }),
  };
  if (!symmetric) return scheme;
  /** Of the fields that `parse` gives, with the first of the algorithms. */
  const compute: SymmetricScheme["compute"] = (key: PreparedKey, { fields = {} }) =>
    hmac(keyFor<HmacKey>(key, algorithms[0]), [`${fields.header}.${fields.payload}`]);
  return { ...scheme, compute } as SymmetricScheme;
}

/**
 * A JSON Web Signature or JSON Web Token. Its algorithm is pinned: what the token says about it only can be refused. A token
 * covers the body only where a claim binds it, where it stands in the body, or where it is detached from the body.
 * @param data the token as its documentation says it
 * @throws WebhookConfigError `PROVIDER_INVALID` when the algorithms are of several families
 * @example
 * ```ts
 * import { fromHeader, jws } from "hookonce";
 *
 * const scheme = jws({
 *   algorithm: "HS256",
 *   token: fromHeader("authorization"),
 *   prefix: "Bearer ",
 *   claims: { iss: "acme" },
 *   asks: { audience: "aud" },
 *   time: "iat",
 *   binds: [{ claim: "body_sha256", of: "body", hash: "sha256", encoding: "hex" }],
 * });
 * ```
 * @see RFC 7515, RFC 7519
 */
export function jws<const Data extends JwsData>(
  data: Data,
): NeedsOfJws<Data> extends NeedsSecret ? SymmetricScheme<NeedsOfJws<Data>> : Scheme<NeedsOfJws<Data>> {
  const algorithms = [data.algorithm].flat() as JwsAlgorithm[];
  const [first = ""] = algorithms;
  const known = algorithms.every((name) => Object.hasOwn(ALGORITHMS, name) && name.slice(0, 2) === first.slice(0, 2));
  if (!first || !known) {
    throw new WebhookConfigError("PROVIDER_INVALID", "A token is pinned to one algorithm, or several of one family.");
  }
  return build(data, algorithms, undefined) as never;
}
