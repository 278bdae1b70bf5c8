import { createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { type JwsData, jws, verify } from "hookonce";
import { providerOf, SECRET } from "./acme.js";

export const NOW = 1_767_225_600;

export const keys = {
  rsa: generateKeyPairSync("rsa", { modulusLength: 2048 }),
  p256: generateKeyPairSync("ec", { namedCurve: "P-256" }),
  p384: generateKeyPairSync("ec", { namedCurve: "P-384" }),
  p521: generateKeyPairSync("ec", { namedCurve: "P-521" }),
};

export const KEY_OF = {
  RS256: "rsa",
  RS384: "rsa",
  RS512: "rsa",
  ES256: "p256",
  ES384: "p384",
  ES512: "p521",
} as const;
export type PublicAlgorithm = keyof typeof KEY_OF;

export const url64 = (value: unknown): string =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

/** A signature by node:crypto alone, as the other side would make it. */
export function signText(alg: string, text: string | Uint8Array, key: KeyObject | string = SECRET): string {
  const hash = `sha${alg.slice(2)}`;
  if (alg.startsWith("HS")) return createHmac(hash, key).update(text).digest("base64url");
  const dsaEncoding = alg.startsWith("ES") ? ({ dsaEncoding: "ieee-p1363" } as const) : {};
  return sign(hash, Buffer.from(text), { key: key as KeyObject, ...dsaEncoding }).toString("base64url");
}

/** Header and payload as given: objects, or JSON text. */
export function tokenOf(header: object | string, payload: object | string, key?: KeyObject | string, alg?: string) {
  const text = `${url64(header)}.${url64(payload)}`;
  return `${text}.${signText(alg ?? (header as { alg: string }).alg, text, key)}`;
}

export const scheme = (changes: Partial<JwsData> = {}) =>
  jws({ algorithm: "HS256", token: { in: "header", path: "authorization" }, ...changes } as JwsData);

export const provider = (changes: Partial<JwsData> = {}, more: object = {}): any =>
  providerOf(scheme(changes), more as never);

/** Verifies a token, in its header, at NOW. */
export const attempt = (
  token: string,
  changes: Partial<JwsData> = {},
  { body = "{}", more = {}, url, ...options }: any = {},
): Promise<any> =>
  verify(provider(changes, more), { headers: { authorization: token }, body, url }, {
    secret: SECRET,
    clock: () => NOW * 1000,
    ...options,
  } as never);
