import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import type { AnyProvider } from "../core/provider.js";
import type { HashSchemeData, Scheme, SignedParts } from "../core/schemes/scheme.js";
import { toDelivery } from "../core/schemes/signed.js";
import { compileTemplate, render } from "../core/schemes/template.js";
import { writePublicKey } from "../testing/sign/signer.js";
import { Failure, UsageError } from "./failure.js";

/** What a private key of a file signs. */
type Kind = "ed25519" | "ecdsa" | "rsa";
const KINDS: readonly string[] = ["ed25519", "ecdsa", "rsa"] satisfies Kind[];

const makeKey = (kind: Kind): KeyObject => {
  if (kind === "ed25519") return generateKeyPairSync("ed25519").privateKey;
  if (kind === "ecdsa") return generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  return generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
};

/** Reads a private key in PEM, or makes one where there is no file yet. Only its owner can read that. */
function openKey(file: string, kind: Kind): { readonly key: KeyObject; readonly isNew: boolean } {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as { code?: string }).code !== "ENOENT")
      throw new Failure("The file of the private key cannot be read.");
    const key = makeKey(kind);
    writeFileSync(file, key.export({ type: "pkcs8", format: "pem" }), { mode: 0o600, flag: "wx" });
    return { key, isNew: true };
  }
  try {
    const key = createPrivateKey(text);
    const wanted = kind === "ecdsa" ? "ec" : kind;
    if (key.asymmetricKeyType === wanted) return { key, isNew: false };
  } catch {
    // What the engine says could quote the key.
  }
  throw new UsageError(`--private-key-file is no ${kind} private key in PEM.`);
}

/** Signs what the scheme says is signed. */
function signerFor({ kind, data }: Scheme, key: KeyObject) {
  const { signs, hash = "sha256", signature } = data as HashSchemeData & { readonly signature?: "der" | "raw" };
  const tokens = compileTemplate([signs].flat()[0] as string);
  return async (_key: unknown, parts: SignedParts): Promise<Uint8Array> => {
    const pieces = await render(tokens, { ...toDelivery(parts), fields: parts.fields ?? {} });
    const bytes = Buffer.concat(pieces.map((piece) => Buffer.from(piece as Uint8Array)));
    if (kind === "ed25519") return sign(null, bytes, key);
    return sign(hash, bytes, kind === "ecdsa" ? { key, dsaEncoding: signature === "raw" ? "ieee-p1363" : "der" } : key);
  };
}

/** A provider that signs with the key of a file instead of one of the kit's. */
export function withPrivateKey(provider: AnyProvider, file: string, options: object) {
  const scheme = provider.scheme.configure?.({ ...options, publicKey: "own" }) ?? provider.scheme;
  if (!KINDS.includes(scheme.kind)) {
    throw new UsageError(`--private-key-file is for plain signatures; ${provider.name} has none. Leave it out.`);
  }
  const { key, isNew } = openKey(file, scheme.kind as Kind);
  const spki = new Uint8Array(createPublicKey(key).export({ type: "spki", format: "der" }));
  const publicKey = writePublicKey(scheme, { spki } as Parameters<typeof writePublicKey>[1]);
  const signing = { ...scheme, configure: undefined, compute: signerFor(scheme, key) };
  return { provider: { ...provider, scheme: signing } as unknown as AnyProvider, publicKey, isNew };
}
