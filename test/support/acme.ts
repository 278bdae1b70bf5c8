import { createHmac } from "node:crypto";
import { defineProvider, type HashSchemeData, hmac, type ProviderData, type SymmetricScheme } from "hookonce";

export const SECRET = "acme-secret-0123456789";

/** A scheme that a user would write, with what a test changes of it. */
export const schemeOf = (changes: Partial<HashSchemeData> = {}): SymmetricScheme =>
  hmac({
    hash: "sha256",
    header: "x-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
    ...changes,
  });

/** A provider around a scheme. */
export const providerOf = (scheme: unknown = schemeOf(), changes: Partial<ProviderData<string, object, string>> = {}) =>
  defineProvider({
    id: "acme",
    name: "Acme",
    docs: "https://acme.example/docs",
    checked: "2026-11",
    scheme: scheme as SymmetricScheme,
    ...(changes as object),
  });

/** The MAC by node:crypto alone, as the other side would make it. */
export const macOf = (content: string | Uint8Array, secret: string | Uint8Array = SECRET, hash = "sha256"): Buffer =>
  createHmac(hash, secret).update(content).digest();

export const hexOf = (content: string | Uint8Array, secret: string | Uint8Array = SECRET): string =>
  macOf(content, secret).toString("hex");

/** A plain delivery, and the options that accept it. */
export const deliver = (body: string | Uint8Array = "{}", secret: string | Uint8Array = SECRET) => ({
  headers: { "x-signature": hexOf(body, secret) },
  body,
});
