import {
  basic,
  createReceiver,
  createVerifier,
  type Delivery,
  defineProvider,
  fromEnv,
  type NamedSecret,
  verify,
} from "hookonce";
import { discord } from "hookonce/providers/discord";
import { github } from "hookonce/providers/github";
import { sendgrid } from "hookonce/providers/sendgrid";
import { standardWebhooksAsymmetric } from "hookonce/providers/standard-webhooks-asymmetric";
import { stripe } from "hookonce/providers/stripe";

declare const delivery: Delivery;
declare const key: CryptoKey;
declare const bytes: Uint8Array;
const handler = () => {};

// Options of a receiver that only some providers look at.
createReceiver({ provider: stripe, secret: "whsec_1", each: true, acceptUnsignedBody: true }, handler);
createReceiver(
  { provider: stripe, secret: "whsec_1", each: { concurrency: 4 }, verifyToken: fromEnv("TOKEN") },
  handler,
);
// @ts-expect-error how many, by its name
createReceiver({ provider: stripe, secret: "whsec_1", each: 4 }, handler);
// @ts-expect-error a token is text
createReceiver({ provider: stripe, secret: "whsec_1", verifyToken: 4 }, handler);

// A shared secret.
createVerifier(stripe, { secret: "whsec_1" });
// @ts-expect-error a provider with a shared secret needs it
createVerifier(stripe, {});
// @ts-expect-error options may not be left out
createVerifier(stripe);
// @ts-expect-error a public key is no shared secret
createVerifier(stripe, { publicKey: "whsec_1" });
// @ts-expect-error nor is it an addition to one
createVerifier(stripe, { secret: "whsec_1", publicKey: "ab" });
// @ts-expect-error a misspelt option is not overlooked
createVerifier(stripe, { secret: "whsec_1", tolerance: 300 });
createVerifier(stripe, { secret: "whsec_1", toleranceSeconds: 300 });
verify(stripe, delivery, { secret: "whsec_1" });
// @ts-expect-error verify asks for the same
verify(stripe, delivery, {});
createReceiver({ provider: stripe, secret: "whsec_1" }, handler);
// @ts-expect-error createReceiver asks for the same
createReceiver({ provider: stripe }, handler);
// @ts-expect-error a receiver takes no public key for a shared secret
createReceiver({ provider: stripe, publicKey: "ab" }, handler);

// A public key.
for (const provider of [discord, sendgrid, standardWebhooksAsymmetric] as const) {
  createVerifier<typeof discord | typeof sendgrid | typeof standardWebhooksAsymmetric>(provider, { publicKey: "ab" });
}
createVerifier(discord, { publicKey: "ab" });
// @ts-expect-error Discord needs a public key
createVerifier(discord, {});
// @ts-expect-error Discord shows no secret that would verify
createVerifier(discord, { secret: "ab" });
// @ts-expect-error nor does one stand beside the key
createVerifier(discord, { publicKey: "ab", secret: "ab" });
createVerifier(sendgrid, { publicKey: "ab" });
// @ts-expect-error SendGrid needs a public key
createVerifier(sendgrid, {});
// @ts-expect-error SendGrid shows no secret
createVerifier(sendgrid, { secret: "ab" });
verify(discord, delivery, { publicKey: "ab" });
// @ts-expect-error verify asks for the same
verify(discord, delivery, { secret: "ab" });
createReceiver({ provider: discord, publicKey: "ab" }, handler);
// @ts-expect-error createReceiver asks for the same
createReceiver({ provider: discord }, handler);
// @ts-expect-error a receiver takes no secret for a public key
createReceiver({ provider: discord, secret: "ab" }, handler);

// User name and password.
const old = defineProvider({
  id: "old",
  name: "Old",
  docs: "https://old.example",
  checked: "2026-11",
  scheme: basic(),
});
createVerifier(old, { username: "u", password: "p" });
createVerifier(old, { username: process.env.HOOK_USER, password: fromEnv("HOOK_PASSWORD") });
// @ts-expect-error the password is missing
createVerifier(old, { username: "u" });
// @ts-expect-error the user name is missing
createVerifier(old, { password: "p" });
// @ts-expect-error a secret is neither
createVerifier(old, { secret: "p" });
createReceiver({ provider: old, username: "u", password: async () => "p" }, handler);
// @ts-expect-error the password is missing
createReceiver({ provider: old, username: "u" }, handler);
// @ts-expect-error there is one password, not several
createVerifier(old, { username: "u", password: ["p", "q"] });

// What a secret may be.
const named: NamedSecret = { id: "2026-11", value: "whsec_1", notAfter: new Date(0) };
createVerifier(stripe, { secret: process.env.STRIPE_WEBHOOK_SECRET });
createVerifier(stripe, { secret: undefined });
createVerifier(stripe, { secret: bytes });
createVerifier(stripe, { secret: named });
createVerifier(stripe, { secret: { id: "new", value: bytes, notAfter: undefined } });
createVerifier(stripe, { secret: ["whsec_1", process.env.OLD, undefined, bytes, named] });
createVerifier(stripe, { secret: ["whsec_1", "whsec_2"] as const });
createVerifier(stripe, { secret: fromEnv("STRIPE_WEBHOOK_SECRET") });
createVerifier(stripe, { secret: () => process.env.STRIPE_WEBHOOK_SECRET });
createVerifier(stripe, { secret: async () => ["whsec_1", named] });
createVerifier(stripe, { toleranceSeconds: undefined, clock: undefined, publicUrl: undefined, secret: "whsec_1" });
// @ts-expect-error null is what a caller has forgotten
createVerifier(stripe, { secret: null });
// @ts-expect-error a number is no secret
createVerifier(stripe, { secret: 123 });
// @ts-expect-error a name needs its value
createVerifier(stripe, { secret: { id: "new" } });
// @ts-expect-error a value needs its name
createVerifier(stripe, { secret: { value: "whsec_1" } });
// @ts-expect-error an end is a Date
createVerifier(stripe, { secret: { id: "new", value: "whsec_1", notAfter: "2026-11-23" } });
// @ts-expect-error a CryptoKey is a public key, not a secret
createVerifier(stripe, { secret: key });
// @ts-expect-error a promise is not the function that gives one
createVerifier(stripe, { secret: Promise.resolve("whsec_1") });
// @ts-expect-error a function gives a secret, not a number
createVerifier(stripe, { secret: () => 123 });

// What a public key may be.
createVerifier(discord, { publicKey: key });
createVerifier(discord, { publicKey: process.env.DISCORD_PUBLIC_KEY });
createVerifier(discord, { publicKey: [key, "ab", bytes, named, undefined] });
createVerifier(discord, { publicKey: async () => key });
createVerifier(discord, { publicKey: fromEnv("DISCORD_PUBLIC_KEY") });
// @ts-expect-error a JSON web key is imported first
createVerifier(discord, { publicKey: { kty: "OKP", crv: "Ed25519", x: "ab" } });

// A function gets the platform, of whatever type it says.
interface Env {
  readonly SECRET: string;
  readonly KEYS: { get(name: string): Promise<string | undefined> };
}
createReceiver({ provider: github, secret: (env: Env) => env.SECRET }, handler);
createReceiver({ provider: github, secret: async (env: Env) => [await env.KEYS.get("new"), env.SECRET] }, handler);
createReceiver({ provider: discord, publicKey: (env: Env) => env.KEYS.get("discord") }, handler);
// @ts-expect-error the platform has no such member
createReceiver({ provider: github, secret: (env: Env) => env.SECERT }, handler);
// @ts-expect-error it gives no secret
createReceiver({ provider: github, secret: (env: Env) => env.KEYS }, handler);
