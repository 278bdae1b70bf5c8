import { WebhookConfigError } from "../../core/errors.js";
import type { AnyProvider } from "../../core/provider.js";
import type { PreparedKey, Scheme, SymmetricScheme } from "../../core/schemes/scheme.js";
import type { SigningKey } from "../../crypto/signing-key.js";
import type { Part } from "../../crypto/types.js";
import type { Draft } from "./draft.js";

/** What a writer works with. */
export interface Writing {
  readonly provider: AnyProvider;
  readonly scheme: Scheme;
  readonly draft: Draft;
  /** The options of the user, credentials among them. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly nowMs: number;
  /** When the event happened: its retries keep that. */
  readonly occurredMs: number;
  /** Where a secret signs. */
  readonly key: PreparedKey | undefined;
  /** Where a private key signs. */
  readonly signer: SigningKey | undefined;
  /** Spoils the signature of a forgery, and gives any other back. */
  readonly spoil: (signature: Uint8Array) => Uint8Array;
}

/** Signs a draft, and puts the signature where the provider has it. */
export type Writer = (writing: Writing) => Promise<void>;

export const cannotSign = (name: string, why: string): WebhookConfigError =>
  new WebhookConfigError("SCHEME_CANNOT_SIGN", `Deliveries of ${name} cannot be signed here: ${why}.`);

/** The signature that the receiver would compute. */
export async function compute(
  { scheme, key, draft: { method, url, headers }, spoil }: Writing,
  body: Uint8Array,
  fields: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> {
  const parts = { method, url, headers, body, fields };
  return spoil(await (scheme as SymmetricScheme).compute(key as PreparedKey, parts));
}

/** The signature of the private key. */
export const signWith = async ({ signer, spoil }: Writing, parts: readonly Part[]): Promise<Uint8Array> =>
  spoil(await (signer as SigningKey).sign(parts));
