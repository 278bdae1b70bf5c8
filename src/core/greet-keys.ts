import { hmac, importHmacKey } from "#crypto";
import { encodeBase64 } from "../encoding/base64.js";
import { encodeHex } from "../encoding/hex.js";
import { toBytes } from "./delivery.js";
import { WebhookConfigError, WebhookError } from "./errors.js";
import type { GreetOptions } from "./handshakes.js";
import { createKeyring } from "./keyring.js";
import type { AnyProvider, Handshake, HandshakeValue } from "./provider.js";
import type { Encoding, HashSchemeData, PreparedKey, Scheme } from "./schemes/scheme.js";
import { decodeSecret, type SecretForm } from "./secrets.js";
import { timingSafeVerify } from "./timing-safe-verify.js";

/** What of a handshake takes a secret. */
export interface HandshakeKeys {
  /** Throws `VERIFY_TOKEN_MISMATCH`. */
  checkToken(given: unknown, platform: unknown): Promise<void>;
  /** The HMAC-SHA256 of a text, keyed with the first secret that may still be used. */
  hash(text: string, encoding: Encoding, platform: unknown): Promise<string>;
}

type HmacKey = ReturnType<typeof importHmacKey>;

/** Gives the keys that are made of an option's secrets; those that are over are left out. */
function keysOf<Key>(provider: object, secret: unknown, form: SecretForm, make: (bytes: Uint8Array) => Key) {
  const prepare = (value: unknown, where?: string): object => ({ key: make(decodeSecret(value, form, where)) });
  const { keysFor } = createKeyring(provider as AnyProvider, { credential: "secret", prepare } as Scheme, { secret });
  return async (platform: unknown, now: number): Promise<Key[]> =>
    ((await keysFor(platform)) as readonly (PreparedKey & { readonly key: Key })[])
      .filter(({ notAfterMs = now }) => now <= notAfterMs)
      .map(({ key }) => key);
}

const isHmac = (value: HandshakeValue | undefined) => typeof value === "object" && "hmac" in value;
const usesHmac = ({ text, json, headers }: Handshake) =>
  isHmac(text) || Object.values({ ...json, ...headers }).some(isHmac);

/** @throws WebhookConfigError for a `verifyToken` that is no secret */
export function createHandshakeKeys(provider: AnyProvider, own: GreetOptions): HandshakeKeys {
  const { name, handshakes = [], scheme } = provider;
  const { clock = Date.now, secret, verifyToken } = own;
  const asks = handshakes.some(({ check }) => check === "verifyToken");
  const credential = { env: "verifyToken", name: "the token", where: `what you entered at ${name}` };
  // An option that is written out and has no value is a variable that is not set.
  const tokens =
    asks && "verifyToken" in own ? keysOf({ name, credential }, verifyToken, {}, (bytes) => bytes) : undefined;
  const form = (scheme.data as HashSchemeData | undefined)?.secret;
  const keys = handshakes.some(usesHmac)
    ? keysOf<HmacKey>(provider, secret, form ?? {}, (bytes) => importHmacKey("sha256", bytes))
    : undefined;

  return {
    async checkToken(given, platform) {
      const remedy = `${name} wants its endpoint confirmed: set verifyToken, the text that you entered there.`;
      if (!tokens) {
        throw new WebhookError("VERIFY_TOKEN_MISMATCH", remedy, new WebhookConfigError("SECRET_MISSING", remedy));
      }
      const candidates = [toBytes(typeof given === "string" && given.length <= 4096 ? given : "")];
      const equal = (await tokens(platform, clock())).filter((token) => timingSafeVerify(token, candidates));
      if (!equal.length) throw new WebhookError("VERIFY_TOKEN_MISMATCH", "The token is missing, or not verifyToken.");
    },
    async hash(text, encoding, platform) {
      const [key] = (await keys?.(platform, clock())) ?? [];
      if (!key) throw new WebhookError("SECRET_UNAVAILABLE", "Every secret is past its notAfter.");
      const bytes = await hmac(key, [text]);
      return encoding === "hex" ? encodeHex(bytes) : encodeBase64(bytes, encoding === "base64url");
    },
  };
}
