import type { AnyProvider } from "hookonce";
import { signDelivery, testPublicKey } from "hookonce/testing";

// Credentials for every provider, in the form in which it shows them.

/** Providers whose deliveries nobody else can sign. No other may be left out of a test. */
export const CANNOT_SIGN = ["apple-app-store", "aws-sns"];

/** Options that a receiver of the provider asks for besides its credential. */
const OPTIONS: Readonly<Record<string, object>> = {
  "adobe-io": { clientId: "client-1" },
  braintree: { publicKey: "integration_public_key" },
  fal: { userId: "user-1" },
  "google-chat": { audience: "1234567890" },
  "google-chat-url": { audience: "https://example.com/chat" },
  "google-pubsub": {
    audience: "https://example.com/push",
    serviceAccountEmail: "push@example.iam.gserviceaccount.com",
  },
  livekit: { apiKey: "APIkey1" },
  monday: { audience: "https://example.com/monday" },
  paypal: { webhookId: "1JE4291016473214C" },
};

interface Form {
  readonly strip?: string | readonly string[];
  readonly after?: string;
  readonly encoding?: "utf8" | "hex" | "base64" | "base64url";
}

/** A secret as the provider shows it. */
function secretFor({ scheme }: AnyProvider, text = "trial-7Jb1dQ0nYxkq2"): string {
  const { secret } = { ...scheme.data, ...scheme.described } as { secret?: Form };
  const {
    strip = "",
    after,
    encoding = "utf8",
  } = scheme.kind === "adyen" ? ({ encoding: "hex" } as Form) : (secret ?? {});
  return `${[strip].flat()[0]}${after === undefined ? "" : `key-1${after}`}${Buffer.from(text).toString(encoding)}`;
}

/** What signs, and what verifies it. `other` gives another secret or key. */
export async function credentialsOf(provider: AnyProvider, other = false) {
  const options = OPTIONS[provider.id] ?? {};
  const secret = secretFor(provider, other ? "trial-7Jb1dQ0nYxkq3" : undefined);
  const { credential } = provider.scheme;
  if (credential === "secret") return { sign: { ...options, secret }, verify: { ...options, secret } };
  if (credential === "basic") {
    const pair = { username: "acme", password: secret };
    return { sign: pair, verify: pair };
  }
  const keyName = other ? "other" : "default";
  const publicKey = await testPublicKey(provider, keyName);
  return { sign: { ...options, keyName }, verify: { ...options, publicKey } };
}

export const sign = (provider: AnyProvider, options: object) => signDelivery<any>(provider, options);
