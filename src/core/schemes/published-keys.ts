import { decodeBase64 } from "../../encoding/base64.js";
import { decodeHex } from "../../encoding/hex.js";
import { jwkToSpki } from "../jwk.js";
import type { PreparedKey, PublishedKey, Scheme } from "./scheme.js";

/** A published key as {@link Scheme.prepare} takes it; nothing for one of another kind. */
function toInput(published: PublishedKey, { kind, data }: Scheme): string | Uint8Array | undefined {
  if ("pem" in published) return published.pem;
  const { jwk } = published;
  if (kind === "ed25519") {
    const raw = jwk.kty === "OKP" && jwk.crv === "Ed25519" ? decodeBase64(jwk.x ?? "", true) : undefined;
    return raw?.length === 32 ? raw : undefined;
  }
  const bits = ((data as { hash?: string } | undefined)?.hash ?? "sha256").slice(3);
  const hex = kind === "rsa" ? jwkToSpki(jwk, "RSA", `RS${bits}`) : jwkToSpki(jwk, "ECDSA", "ES256");
  return hex === undefined ? undefined : decodeHex(hex);
}

/** Makes published keys ready, each once for as long as its source keeps it. Those of another kind fall away. */
export function preparer(scheme: Scheme): (published: readonly PublishedKey[]) => PreparedKey[] {
  const prepared = new WeakMap<PublishedKey, PreparedKey | null>();
  const prepare = (one: PublishedKey): PreparedKey | null => {
    try {
      const input = toInput(one, scheme);
      return input === undefined ? null : scheme.prepare(input);
    } catch {
      return null;
    }
  };
  return (published) =>
    published.flatMap((one) => {
      const key = prepared.get(one) ?? prepare(one);
      prepared.set(one, key);
      return key ?? [];
    });
}
