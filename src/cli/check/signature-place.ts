import type { AnyProvider } from "../../core/provider.js";
import type { SchemeData } from "../../core/schemes/scheme.js";
import { encodeBase64 } from "../../encoding/base64.js";
import { encodeHex } from "../../encoding/hex.js";
import type { SignedDelivery } from "../../testing/index.js";
import type { EventSpec, Signer } from "../signer.js";

/** The data of a scheme that has a format, of whichever kind. */
export function layoutOf({ scheme }: AnyProvider): Partial<SchemeData> {
  return scheme.data ?? (scheme.described as Partial<SchemeData> | undefined) ?? {};
}

/** The headers that hold the signature: those of the data, else those in which two signers differ. */
export async function signatureHeaders(signer: Signer, event: EventSpec): Promise<readonly string[]> {
  const timestamp = Date.now();
  const own = await signer.sign(event, { timestamp });
  const { header } = layoutOf(signer.provider);
  const named = [header ?? []].flat().flatMap((place) => {
    if (typeof place === "string") return place.toLowerCase();
    return place.in === "header" ? place.path : [];
  });
  const present = named.filter((name) => own.headers[name] !== undefined);
  if (present.length) return present;
  const other = await signer.sign(event, { timestamp, as: "stranger" });
  return Object.keys(own.headers).filter((name) => own.headers[name] !== other.headers[name]);
}

/** The signature as it is written in its header; the whole header where its form is not known. */
export function signatureText(
  { scheme, ...rest }: AnyProvider,
  names: readonly string[],
  delivery: SignedDelivery,
): string | undefined {
  const [name = ""] = names;
  const header = delivery.headers[name];
  const { encoding } = layoutOf({ scheme, ...rest } as AnyProvider);
  if (header === undefined || !encoding) return header;
  try {
    const [candidate] = scheme.parse(delivery).candidates;
    const bytes = candidate?.bytes ?? new Uint8Array();
    const text = encoding === "hex" ? encodeHex(bytes) : encodeBase64(bytes, encoding === "base64url");
    return header.includes(text) ? text : header;
  } catch {
    return header;
  }
}
