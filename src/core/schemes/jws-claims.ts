import { digest } from "#crypto";
import type { Maybe } from "../../crypto/types.js";
import { decodeBase64 } from "../../encoding/base64.js";
import { decodeHex } from "../../encoding/hex.js";
import { type RawDelivery, toBytes } from "../delivery.js";
import { WebhookConfigError, WebhookError } from "../errors.js";
import { atPath } from "../sources.js";
import { timingSafeVerify } from "../timing-safe-verify.js";
import type { JwsBinding, JwsValue } from "./jws-data.js";
import type { Moment } from "./scheme.js";
import { chain } from "./template.js";

type Claims = Readonly<Record<string, unknown>>;

/**
 * A time of a token in milliseconds (RFC 7519 §2: seconds, a number). `undefined` when it is not there.
 * @throws WebhookError `TIMESTAMP_MALFORMED`
 */
export function readTime(claims: Claims, name: string): number | undefined {
  const value = claims[name];
  if (value === undefined) return;
  if (typeof value === "number" && value > 0 && value < 1e12) return value * 1000;
  throw new WebhookError("TIMESTAMP_MALFORMED", `The claim ${name} is no time in seconds.`);
}

/**
 * Whether a token counts now. `exp` is the first moment at which it does not (RFC 7519 §4.1.4); the tolerance allows for clocks
 * that differ.
 * @throws WebhookError `TIMESTAMP_TOO_OLD`, `TIMESTAMP_TOO_NEW`, `TIMESTAMP_MALFORMED`
 */
export function checkTimes(claims: Claims, from: string, { nowMs, toleranceMs }: Moment): void {
  const ends = readTime(claims, "exp");
  const begins = readTime(claims, from);
  const seconds = (ms: number) => `${Math.round(ms / 1000)} s`;
  // Written so that a clock that tells no time refuses.
  if (ends !== undefined && !(nowMs - ends < toleranceMs)) {
    const why = `The token expired ${seconds(nowMs - ends)} ago; ${seconds(toleranceMs)} are accepted.`;
    throw new WebhookError("TIMESTAMP_TOO_OLD", why);
  }
  if (begins !== undefined && !(begins - nowMs <= toleranceMs)) {
    const why = `The token counts only in ${seconds(begins - nowMs)}; ${seconds(toleranceMs)} are accepted.`;
    throw new WebhookError("TIMESTAMP_TOO_NEW", why);
  }
}

/** A claim, the place of which may differ between kinds of events: the first that is there. */
const readClaim = (claims: Claims, paths: string | readonly string[]): unknown =>
  [paths]
    .flat()
    .map((path) => atPath(claims, path as string))
    .find((value) => value !== undefined);

/**
 * Holds a claim to the values that it may have. A list, as `aud` may be one, fits when one of its members does.
 * @throws WebhookError `SIGNATURE_MISMATCH`
 */
export function checkClaim(claims: Claims, paths: string | readonly string[], allowed: readonly JwsValue[]): void {
  const value = readClaim(claims, paths);
  const fits = [value].flat().some((one) => allowed.includes(one as JwsValue));
  if (fits) return;
  const what = value === undefined ? "is missing" : "is that of another";
  throw new WebhookError("SIGNATURE_MISMATCH", `The token is genuine, but its claim ${[paths].flat()[0]} ${what}.`);
}

/** The bytes that a claim stands for. */
const decodeClaim = (value: unknown, { encoding }: JwsBinding): Uint8Array | undefined => {
  if (typeof value !== "string") return;
  if (!encoding) return toBytes(value);
  return encoding === "hex" ? decodeHex(value) : decodeBase64(value, encoding === "base64url");
};

function boundPart(of: JwsBinding["of"], delivery: RawDelivery): string | Uint8Array {
  if (of === "body") return delivery.body;
  const { url } = delivery;
  if (!url || (of === "url" && !/^https?:\/\//.test(url))) {
    throw new WebhookConfigError(
      "PUBLIC_URL_REQUIRED",
      "This provider signs the URL: pass `url` whole, or set publicUrl.",
    );
  }
  return of === "url" ? url : of(delivery);
}

/**
 * Holds the delivery to what the token says about it, one binding after the other.
 * @throws WebhookError `BODY_DIGEST_MISMATCH`; `SIGNATURE_MISMATCH` for anything but the body
 */
export function checkBindings(
  claims: Claims,
  bindings: readonly JwsBinding[],
  delivery: RawDelivery,
  at = 0,
): Maybe<void> {
  const binding = bindings[at];
  if (!binding) return;
  const { claim, of, hash, absentWhenEmpty } = binding;
  const next = () => checkBindings(claims, bindings, delivery, at + 1);
  const part = boundPart(of, delivery);
  const value = atPath(claims, claim);
  if (absentWhenEmpty && !part.length && value === undefined) return next();
  const expected = decodeClaim(value, binding);
  return chain(hash ? digest(hash, [part]) : toBytes(part), (actual) => {
    // An empty body has an empty text, which the comparison of signatures would refuse.
    const empty = !hash && !actual.length && expected?.length === 0;
    if (empty || (expected && timingSafeVerify(actual, [expected]))) return next();
    if (of === "body") throw new WebhookError("BODY_DIGEST_MISMATCH", `The body is not the one in the claim ${claim}.`);
    const remedy = "behind a proxy, set publicUrl to what the provider calls";
    throw new WebhookError("SIGNATURE_MISMATCH", `The request is not the one in the claim ${claim}: ${remedy}.`);
  });
}
