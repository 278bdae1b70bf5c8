import { WebhookConfigError } from "../core/errors.js";
import type { AnyProvider, Handshake, HandshakeValue, NeedsOf } from "../core/provider.js";
import type { Source } from "../core/sources.js";
import { Draft } from "./sign/draft.js";
import { writeDelivery } from "./sign/write-delivery.js";
import { type SignCommon, SignedDelivery, type SignsWith } from "./sign-delivery.js";

/** Options of {@link signHandshake}. */
export type HandshakeOptions<P extends AnyProvider> = SignCommon & {
  /** What has to come back. Default `"challenge-1"`. */
  readonly challenge?: string | undefined;
  /** The text that the receiver has as `verifyToken`. */
  readonly verifyToken?: string | undefined;
  /** Which of the provider's handshakes, by its position. Default 0. */
  readonly index?: number | undefined;
} & Partial<SignsWith<NeedsOf<P>>>;

/** The places that an answer echoes, or makes an HMAC of. */
function echoed({ has, text, json, headers }: Handshake): Source[] {
  const values: readonly (HandshakeValue | undefined)[] = [
    has,
    text,
    ...Object.values(json ?? {}),
    ...Object.values(headers ?? {}),
  ];
  return values.flatMap((value) => {
    if (typeof value !== "object") return [];
    return "hmac" in value ? value.hmac : value;
  });
}

/**
 * The request with which a provider confirms a new endpoint, signed where the provider signs it.
 * @param provider one that has handshakes
 * @param options the challenge, and what the handshake is proven with: `verifyToken`, or the credential
 * @throws WebhookConfigError `OPTION_INVALID` when the provider has no such handshake, or the token is missing
 * @throws WebhookConfigError `SCHEME_CANNOT_SIGN` where nobody but the provider can sign
 * @example
 * ```ts
 * import { webhook } from "hookonce/fetch";
 * import { meta } from "hookonce/providers/meta";
 * import { signHandshake } from "hookonce/testing";
 *
 * const options = { provider: meta, secret: "app-secret-0123456789", verifyToken: "my-token" };
 * const handler = webhook(options, (event) => console.log(event.id));
 * const { request } = await signHandshake(meta, { verifyToken: "my-token", challenge: "1158201444" });
 * console.log(await (await handler(request)).text()); // 1158201444
 * ```
 */
export async function signHandshake<P extends AnyProvider>(
  provider: P,
  options: HandshakeOptions<P>,
): Promise<SignedDelivery> {
  const { challenge = "challenge-1", verifyToken, index = 0, payload = {} } = options;
  const found = provider.handshakes?.[index];
  if (!found) {
    const what = `${provider.name} has ${provider.handshakes?.length ?? 0} handshakes: none at position ${index}.`;
    throw new WebhookConfigError("OPTION_INVALID", what);
  }
  const { method, check, equals, verifyToken: place } = found;
  const draft = new Draft(provider, { ...options, payload, method });
  if (equals) draft.need(...equals);
  if (place) {
    if (!verifyToken) throw new WebhookConfigError("OPTION_INVALID", "verifyToken is the text that the receiver has.");
    draft.need(place, verifyToken);
  }
  for (const source of echoed(found)) draft.need(source, challenge);
  const { url, headers } = draft;
  if (check === "signature") {
    const signed = { ...options, method, url, headers, payload: draft.tree, bare: true };
    return new SignedDelivery(await writeDelivery(provider, signed));
  }
  const body = method === "POST" ? draft.bytes() : new Uint8Array();
  if (body.length) headers["content-type"] ??= draft.contentType();
  return new SignedDelivery({ method, url, headers, body, publicKey: undefined });
}
