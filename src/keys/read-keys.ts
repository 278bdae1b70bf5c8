import type { PublishedKey } from "../core/schemes/scheme.js";
import { atPath } from "../core/sources.js";
import { decodeBase64 } from "../encoding/base64.js";
import { readCertificate } from "./certificate.js";

/**
 * How keys are published: a JSON Web Key Set (RFC 7517), a public key as PEM, an X.509 certificate as PEM, or a key inside
 * JSON, as PEM or as base64.
 */
export type KeysForm = "jwks" | "pem" | "certificate" | { readonly jsonAt: string };

/** What was found at one address. */
export interface KeySet {
  readonly keys: readonly { readonly id?: string | undefined; readonly key: PublishedKey }[];
  /** Of a certificate: when its key counts, and whose it is. */
  readonly notBeforeMs?: number;
  readonly notAfterMs?: number;
  readonly commonName?: string | undefined;
}

const MAX_KEYS = 100;

const PUBLIC_MEMBERS = ["kty", "crv", "x", "y", "n", "e", "alg", "kid", "use"] as const;

/** One key that verifies signatures, without what else stands beside it. */
function readJwk(value: unknown): JsonWebKey | undefined {
  if (typeof value !== "object" || value === null) return;
  const given = value as Record<string, unknown>;
  const jwk = Object.fromEntries(
    PUBLIC_MEMBERS.filter((name) => Object.hasOwn(given, name)).map((name) => [name, given[name]]),
  );
  if (!Object.values(jwk).every((member) => typeof member === "string")) return;
  const operations = Object.hasOwn(given, "key_ops") ? given.key_ops : ["verify"];
  const verifies = Array.isArray(operations) && operations.includes("verify") && (jwk.use ?? "sig") === "sig";
  return verifies && ["OKP", "EC", "RSA"].includes(jwk.kty as string) ? jwk : undefined;
}

function readJwks(text: string): KeySet | undefined {
  const keys = atPath(JSON.parse(text), "keys");
  if (!Array.isArray(keys) || keys.length > MAX_KEYS) return;
  const usable = keys.map(readJwk).filter((jwk) => jwk !== undefined);
  return { keys: usable.map((jwk) => ({ id: (jwk as { kid?: string }).kid, key: { jwk } })) };
}

function readPem(text: unknown): KeySet | undefined {
  if (typeof text !== "string") return;
  const [, body = text] = text.trim().match(/^-----BEGIN PUBLIC KEY-----([^-]+)-----END PUBLIC KEY-----$/) ?? [];
  const base64 = body.replace(/\s/g, "");
  if (!decodeBase64(base64)?.length) return;
  return { keys: [{ key: { pem: `-----BEGIN PUBLIC KEY-----\n${base64}\n-----END PUBLIC KEY-----` } }] };
}

function read(text: string, form: KeysForm): KeySet | undefined {
  if (form === "jwks") return readJwks(text);
  if (form === "pem") return text.trim().startsWith("-----BEGIN PUBLIC KEY-----") ? readPem(text) : undefined;
  if (typeof form === "object") return readPem(atPath(JSON.parse(text), form.jsonAt));
  const certificate = readCertificate(text);
  return certificate && { ...certificate, keys: [{ key: { pem: certificate.publicKey } }] };
}

/**
 * The keys in a text.
 * @returns nothing for what is no such thing
 */
export function readKeys(text: string, form: KeysForm): KeySet | undefined {
  try {
    return read(text, form);
  } catch {
    return;
  }
}
