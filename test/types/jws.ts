import {
  createVerifier,
  fromHeader,
  jws,
  type KeySource,
  type NeedsSecret,
  type Scheme,
  type SymmetricScheme,
} from "hookonce";
import { appleAppStore } from "hookonce/providers/apple-app-store";
import { atlassianConnect } from "hookonce/providers/atlassian-connect";
import { googlePubsub } from "hookonce/providers/google-pubsub";
import { lago } from "hookonce/providers/lago";
import { livekit } from "hookonce/providers/livekit";
import { netlify } from "hookonce/providers/netlify";
import { plaid } from "hookonce/providers/plaid";
import { saleor } from "hookonce/providers/saleor";
import { truelayer } from "hookonce/providers/truelayer";
import { exact } from "./exact.js";

declare const keys: KeySource;
declare const key: CryptoKey;
const at = fromHeader("authorization");

// The algorithm decides the credential.
const symmetric: SymmetricScheme<NeedsSecret> = jws({ algorithm: "HS256", token: at });
const several: SymmetricScheme<NeedsSecret> = jws({ algorithm: ["HS256", "HS512"], token: at });
const published: Scheme<{ readonly fetch?: typeof fetch | undefined }> = jws({ algorithm: "ES256", token: at, keys });
exact<string>()(symmetric.kind);
exact<string>()(several.kind);
exact<string>()(published.kind);
// @ts-expect-error there is no token without a signature
jws({ algorithm: "none", token: at });
// @ts-expect-error a token stands somewhere
jws({ algorithm: "HS256" });

createVerifier(netlify, { secret: "s" });
// @ts-expect-error a secret is needed
createVerifier(netlify, {});
// @ts-expect-error a public key is no secret
createVerifier(netlify, { publicKey: "s" });

// What is asked for must be given.
createVerifier(livekit, { secret: "s", apiKey: "API1" });
createVerifier(livekit, { secret: "s", apiKey: ["API1", "API2"] });
// @ts-expect-error the issuer of a token is not checked by itself
createVerifier(livekit, { secret: "s" });
// @ts-expect-error it is a text
createVerifier(livekit, { secret: "s", apiKey: true });
createVerifier(googlePubsub, {
  audience: "https://example.com/push",
  serviceAccountEmail: "a@b.iam.gserviceaccount.com",
});
createVerifier(googlePubsub, { audience: "a", serviceAccountEmail: "b", fetch, publicKey: undefined });
// @ts-expect-error anybody can have Google sign a token for an audience
createVerifier(googlePubsub, { audience: "https://example.com/push" });
// @ts-expect-error its keys are published
createVerifier(googlePubsub, { audience: "a", serviceAccountEmail: "b", secret: "s" });

// What has a default, or may go unchecked, may be left out.
createVerifier(lago, { publicKey: "pem" });
createVerifier(lago, { publicKey: [{ kty: "RSA", n: "AQAB", e: "AQAB" }, key], issuer: "https://lago.example.com" });
createVerifier(atlassianConnect, { secret: "s" });
createVerifier(atlassianConnect, { secret: "s", clientKey: "k" });
createVerifier(appleAppStore, { bundleId: "com.example" });
createVerifier(appleAppStore, { bundleId: "com.example", environment: "Sandbox", appAppleId: 1 });
// @ts-expect-error every app's notifications lead to Apple's root
createVerifier(appleAppStore, {});

// Where keys come from may depend on options.
createVerifier(saleor, { apiUrl: "https://example.saleor.cloud/graphql/" });
// @ts-expect-error each shop has keys of its own
createVerifier(saleor, {});
createVerifier(truelayer, {});
createVerifier(truelayer, { environment: "sandbox" });
// @ts-expect-error there is no such environment
createVerifier(truelayer, { environment: "test" });
createVerifier(plaid, { keys: async (keyId) => ({ kty: "EC", kid: keyId.toUpperCase() }) as object });
// @ts-expect-error Plaid gives keys to its customers only
createVerifier(plaid, {});
