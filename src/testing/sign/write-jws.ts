import { digest, type HmacKey, hmac } from "#crypto";
import { toBytes } from "../../core/delivery.js";
import type { JwsAlgorithm, JwsBinding, JwsData } from "../../core/schemes/jws-data.js";
import { keyFor } from "../../core/schemes/jws-match.js";
import { isInside, signedParts } from "../../core/schemes/jws-parts.js";
import { decodeText, parseJson } from "../../core/sources.js";
import { encodeBase64 } from "../../encoding/base64.js";
import { copyOf, putAt, readAt } from "./tree.js";
import { encode } from "./write-template.js";
import { signWith, type Writer, type Writing } from "./writing.js";

/** How long a token counts where it has an end. */
const LIFE_SECONDS = 300;

/** What a payload is inside a token, of providers that wrap it there: the other way round than `unwrap` of their data. */
const WRAPPED: Readonly<Record<string, (payload: Readonly<Record<string, unknown>>) => Record<string, unknown>>> = {
  wix: ({ data = {}, identity = {}, ...event }) => ({
    data: JSON.stringify({ ...event, data: JSON.stringify(data), identity: JSON.stringify(identity) }),
  }),
};

/** Members of the header without which the provider's tokens are none of its own. */
const HEADERS: Readonly<Record<string, object>> = { truelayer: { tl_version: "2", tl_headers: "" } };

const base64url = (value: object) => encodeBase64(toBytes(JSON.stringify(value)), true);

/** The claim that binds the token to a part of the delivery. */
async function bind({ draft }: Writing, { of, hash, encoding, absentWhenEmpty }: JwsBinding, body: Uint8Array) {
  const { method, url, headers } = draft;
  const part = of === "body" ? body : of === "url" ? url : of({ method, url, headers, body });
  if (absentWhenEmpty && !part.length) return;
  const bytes = hash ? await digest(hash, [part]) : toBytes(part);
  return encoding ? encode(bytes, encoding) : decodeText(bytes);
}

/** What every token of the provider says, as its data and the options have it. */
function putClaims({ options, nowMs }: Writing, data: JwsData, claims: Record<string, unknown>): void {
  const seconds = Math.floor(nowMs / 1000);
  const given = (options.claims ?? {}) as Readonly<Record<string, unknown>>;
  for (const [name, value] of Object.entries(given)) putAt(claims, name, value);
  const put = (path: string, value: unknown) => {
    if (readAt(claims, path) === undefined) putAt(claims, path, value);
  };
  for (const [name, value] of Object.entries(data.claims ?? {})) put(name, [value].flat()[0]);
  for (const [name, ask] of Object.entries(data.asks ?? {})) {
    const { claim, default: usual } = typeof ask === "string" ? { claim: ask, default: undefined } : ask;
    const value = [options[name] ?? usual].flat()[0];
    if (value !== undefined) put([claim].flat()[0] as string, value);
  }
  const names = [data.time, ...(data.requires ?? [])].filter((name) => name !== undefined);
  for (const name of names) put(name, name === "exp" ? seconds + LIFE_SECONDS : seconds);
}

export const writeJws: Writer = async (writing) => {
  const { provider, scheme, draft, signer, key, spoil, options } = writing;
  const data = scheme.described as JwsData;
  const { token: place, prefix = "", detached } = data;
  const alg = [data.algorithm].flat()[0] as JwsAlgorithm;
  const inside = isInside(data);
  const body = inside ? new Uint8Array() : draft.bytes();
  let claims = draft.claims;
  if (place === "body") {
    const payload = copyOf(draft.fixed ? parseJson(draft.fixed) : draft.tree) as Record<string, unknown>;
    claims = WRAPPED[provider.id]?.(payload) ?? payload;
  }
  putClaims(writing, data, claims);
  for (const binding of data.binds ?? []) {
    const value = await bind(writing, binding, body);
    if (value !== undefined) putAt(claims, binding.claim, value);
  }
  const header = {
    alg,
    ...(!detached && { typ: "JWT" }),
    ...(signer && { kid: "test" }),
    ...(detached?.unencoded && { b64: false, crit: ["b64"] }),
    ...HEADERS[provider.id],
    ...(options.tokenHeader as object | undefined),
  };
  const [head, payload] = [base64url(header), detached ? "" : base64url(claims)];
  const { method, url, headers } = draft;
  const unsigned = { header, claims, protected: head, payload, signature: new Uint8Array() };
  const [parts = []] = signedParts(data, unsigned, { method, url, headers, body });
  const signature = key ? spoil(await hmac(keyFor<HmacKey>(key, alg), parts)) : await signWith(writing, parts);
  const text = `${prefix}${head}.${payload}.${encodeBase64(signature, true)}`;
  if (place !== "body") draft.put(place, text);
  else {
    draft.fixed = toBytes(text);
    draft.headers["content-type"] ??= "text/plain";
  }
};
