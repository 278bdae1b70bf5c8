import { WebhookConfigError } from "../../core/errors.js";
import { createKeyring } from "../../core/keyring.js";
import type { AnyProvider } from "../../core/provider.js";
import type { FetchedKeysData } from "../../core/schemes/fetched-keys.js";
import type { JwsData } from "../../core/schemes/jws-data.js";
import type { Scheme } from "../../core/schemes/scheme.js";
import { Draft, type DraftOptions } from "./draft.js";
import { type EventOptions, placeEvent } from "./place-event.js";
import { signerOf, writePublicKey } from "./signer.js";
import { writerOf } from "./writers.js";
import { cannotSign } from "./writing.js";

/** What is asked of one delivery. */
export interface DeliveryOptions extends DraftOptions, EventOptions {
  readonly timestamp?: number | undefined;
  /** When the event happened. Default: when it is sent. */
  readonly occurredMs?: number | undefined;
  readonly keyName?: string | undefined;
  readonly forge?: boolean | undefined;
  /** Neither an id nor a payload is made up. */
  readonly bare?: boolean | undefined;
}

/** A delivery that is written. */
export interface WrittenDelivery {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
  readonly publicKey: string | undefined;
}

/** The last bit of a signature turned over. */
function spoilt(signature: Uint8Array): Uint8Array {
  const other = signature.slice();
  other[other.length - 1] = (other[other.length - 1] as number) ^ 1;
  return other;
}

function refuseCertificates(name: string, { kind, described }: Scheme): void {
  if (kind !== "jws" || !(described as JwsData).certificatesFrom) return;
  throw cannotSign(name, "its tokens bring certificates that only the provider can have issued");
}

/** The scheme with the user's options, as its verifier has it with a public key that the user gives. */
function schemeFor({ name, scheme }: AnyProvider, options: object): Scheme {
  refuseCertificates(name, scheme);
  writerOf(scheme, name);
  const pinned = scheme.credential === "none" || scheme.credential === "publicKey" ? { publicKey: "test" } : {};
  return scheme.configure?.({ ...options, ...pinned }) ?? scheme;
}

/** The public key that goes with what is signed here. */
export async function publicKeyFor({ name, scheme }: AnyProvider, keyName = "default"): Promise<string> {
  refuseCertificates(name, scheme);
  writerOf(scheme, name);
  const signer = await signerOf(scheme, keyName);
  if (signer) return writePublicKey(scheme, signer);
  throw new WebhookConfigError("SCHEME_CANNOT_SIGN", `${name} signs with a secret: there is no public key.`);
}

/** Whom the delivery is for, and which key signed it, where the data have a place for that. */
function placeRecipient(draft: Draft, { described }: Scheme, options: Readonly<Record<string, unknown>>): void {
  const { recipient, wants } = (described ?? {}) as Partial<FetchedKeysData>;
  // Text and bytes are sent as they are; a header is ours all the same.
  if (recipient && (!draft.fixed || recipient[1].in === "header")) draft.need(recipient[1], options[recipient[0]]);
  for (const { keyId } of wants ?? []) if (keyId) draft.need(keyId, "test");
}

/** Writes one delivery, and signs it as the provider would. */
export async function writeDelivery(provider: AnyProvider, options: DeliveryOptions): Promise<WrittenDelivery> {
  const { timestamp: nowMs = Date.now(), occurredMs = nowMs, keyName, forge = false, bare = false } = options;
  const own = options as Readonly<Record<string, unknown>>;
  if (typeof nowMs !== "number" || Number.isNaN(new Date(nowMs).getTime())) {
    throw new WebhookConfigError("OPTION_INVALID", "timestamp is a time in milliseconds, as of Date.now().");
  }
  const scheme = schemeFor(provider, options);
  const write = writerOf(scheme, provider.name);
  const signer = await signerOf(scheme, keyName ?? "default");
  const [key] = signer ? [] : await createKeyring(provider, scheme, options).keysFor(undefined);
  const draft = new Draft(provider, options);
  placeRecipient(draft, scheme, own);
  placeEvent(provider, draft, options, nowMs, bare);
  const spoil = forge ? spoilt : (signature: Uint8Array) => signature;
  await write({ provider, scheme, draft, options: own, nowMs, occurredMs, key, signer, spoil });
  draft.headers["content-type"] ??= draft.contentType();
  const { method, url, headers } = draft;
  return { method, url, headers, body: draft.bytes(), publicKey: signer && writePublicKey(scheme, signer) };
}
