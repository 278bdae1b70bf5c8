import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { createVerifier, ecdsa, ed25519, rsa, verify } from "hookonce";
import { providerOf } from "./acme.js";
import { refusal } from "./refusal.js";

const data = { header: "x-signature", format: "{signature}", encoding: "base64", signs: "{body}" } as const;
export const pairs = {
  ed25519: generateKeyPairSync("ed25519"),
  ecdsa: generateKeyPairSync("ec", { namedCurve: "P-256" }),
  rsa: generateKeyPairSync("rsa", { modulusLength: 2048 }),
  p384: generateKeyPairSync("ec", { namedCurve: "P-384" }),
  x25519: generateKeyPairSync("x25519"),
  pss: generateKeyPairSync("rsa-pss", { modulusLength: 2048 }),
};
export type Kind = "ed25519" | "ecdsa" | "rsa";
export const kinds: readonly Kind[] = ["ed25519", "ecdsa", "rsa"];

export const derOf = (key: KeyObject) => new Uint8Array(key.export({ format: "der", type: "spki" }));
export const pemOf = (key: KeyObject) => key.export({ format: "pem", type: "spki" }) as string;
export const rawOf = (key: KeyObject) => Buffer.from(derOf(key)).subarray(-32);

export const schemeOf = (kind: Kind, key: "spki" | "raw-hex" | "raw-base64" = "spki", more: object = {}) =>
  kind === "ed25519"
    ? ed25519({ ...data, key, ...more })
    : kind === "ecdsa"
      ? ecdsa({ ...data, key, ...more })
      : rsa({ ...data, key, ...more });

export const deliver = (kind: Kind, body = "{}", key: KeyObject = pairs[kind].privateKey, hash = "sha256") => ({
  headers: { "x-signature": sign(kind === "ed25519" ? null : hash, Buffer.from(body), key).toString("base64") },
  body,
});

export const accept = (kind: Kind, publicKey: unknown, scheme: unknown = schemeOf(kind)) =>
  verify(providerOf(scheme) as any, deliver(kind), { publicKey } as never);
export const build = (kind: Kind, publicKey: unknown, scheme: unknown = schemeOf(kind)) =>
  refusal(() => createVerifier(providerOf(scheme) as any, { publicKey } as never));

export const ALGORITHM = {
  ed25519: { name: "Ed25519" },
  ecdsa: { name: "ECDSA", namedCurve: "P-256" },
  rsa: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
} as const;
export const cryptoKey = (kind: Kind, algorithm: any = ALGORITHM[kind], key = pairs[kind].publicKey) =>
  crypto.subtle.importKey("spki", derOf(key) as BufferSource, algorithm, true, ["verify"]);
