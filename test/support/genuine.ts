import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import { type AnyProvider, computeSignature, type Delivery } from "hookonce";
import { bitbucketCloud } from "hookonce/providers/bitbucket-cloud";
import { bitbucketDataCenter } from "hookonce/providers/bitbucket-data-center";
import { discord } from "hookonce/providers/discord";
import { github } from "hookonce/providers/github";
import { gitlab } from "hookonce/providers/gitlab";
import { gitlabSigningToken } from "hookonce/providers/gitlab-signing-token";
import { sendgrid } from "hookonce/providers/sendgrid";
import { shopify } from "hookonce/providers/shopify";
import { slack } from "hookonce/providers/slack";
import { slackCommands } from "hookonce/providers/slack-commands";
import { slackInteractivity } from "hookonce/providers/slack-interactivity";
import { standardWebhooks } from "hookonce/providers/standard-webhooks";
import { standardWebhooksAsymmetric } from "hookonce/providers/standard-webhooks-asymmetric";
import { stripe } from "hookonce/providers/stripe";
import { svix } from "hookonce/providers/svix";
import { telegram } from "hookonce/providers/telegram";
import { twilio } from "hookonce/providers/twilio";

/** How one provider writes its deliveries, said a second time and independently of `src`. */
export interface Genuine {
  readonly provider: AnyProvider;
  readonly secret: string;
  readonly otherSecret: string;
  /** The header of the signature, and how the text of one stands in it. */
  readonly header: string;
  readonly write: (signature: string, timestamp: string) => string;
  readonly encoding: "hex" | "base64" | "plain";
  readonly body: string;
  readonly timestampHeader?: string;
  readonly idHeader?: string;
  readonly url?: string;
  /** Where a private key signs: the signature over the signed content, and what comes before the body in it. */
  readonly signWith?: (content: Uint8Array, secret: string) => Uint8Array;
  readonly before?: (timestamp: string) => string;
}

export const EVENT_ID = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W";
const json = '{"id":"evt_1","type":"invoice.paid","update_id":7,"n":1.0}';

const ed25519Key = (seed: string) =>
  createPrivateKey({
    key: Buffer.from(`302e020100300506032b657004220420${seed}`, "hex"),
    format: "der",
    type: "pkcs8",
  });
const p256Key = (scalar: string) =>
  createPrivateKey({
    key: Buffer.from(`3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420${scalar}`, "hex"),
    format: "der",
    type: "pkcs8",
  });

/** The text under which a provider shows the public key of a private one. */
const spkiOf = (key: ReturnType<typeof createPrivateKey>) =>
  createPublicKey(key).export({ format: "der", type: "spki" });

/** Private keys for tests only: 32 equal bytes. `secret` of a public-key row is such a byte as hex. */
const publicKeyOf = ({ provider }: Genuine, secret: string): string => {
  if (provider.scheme.kind === "ecdsa") return spkiOf(p256Key(secret.repeat(32))).toString("base64");
  const raw = spkiOf(ed25519Key(secret.repeat(32))).subarray(-32);
  return provider.id === "discord" ? raw.toString("hex") : `whpk_${raw.toString("base64")}`;
};

const signEd25519 = (content: Uint8Array, secret: string) => sign(null, content, ed25519Key(secret.repeat(32)));

/** ECDSA has a new length each time: 71 bytes, so that the base64 has padding and each case is the same in each run. */
function signEcdsa(content: Uint8Array, secret: string): Uint8Array {
  for (;;) {
    const der = sign("sha256", content, p256Key(secret.repeat(32)));
    if (der.length === 71) return der;
  }
}

const hub = { write: (s: string) => `sha256=${s}`, encoding: "hex", body: json } as const;
const slackRow = {
  secret: "8f742231b10e8888abcd99yyyzzz85a5",
  otherSecret: "8f742231b10e8888abcd99yyyzzz85a4",
  header: "x-slack-signature",
  write: (s: string) => `v0=${s}`,
  encoding: "hex",
  timestampHeader: "x-slack-request-timestamp",
} as const;
const standard = (prefix: string) =>
  ({
    secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    otherSecret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx",
    header: `${prefix}-signature`,
    write: (s: string) => `v1,${s}`,
    encoding: "base64",
    timestampHeader: `${prefix}-timestamp`,
    idHeader: `${prefix}-id`,
    body: json,
  }) as const;
const tokenRow = { write: (s: string) => s, encoding: "plain", body: json } as const;

export const genuine: readonly Genuine[] = [
  {
    provider: stripe,
    secret: "whsec_5Jb1dQ0nYxkq2",
    otherSecret: "whsec_5Jb1dQ0nYxkq3",
    header: "stripe-signature",
    write: (s, t) => `t=${t},v1=${s}`,
    encoding: "hex",
    body: json,
  },
  { provider: github, secret: "gh-secret-1", otherSecret: "gh-secret-2", header: "x-hub-signature-256", ...hub },
  { provider: bitbucketCloud, secret: "bb-secret-1", otherSecret: "bb-secret-2", header: "x-hub-signature", ...hub },
  {
    provider: bitbucketDataCenter,
    secret: "bb-secret-1",
    otherSecret: "bb-secret-2",
    header: "x-hub-signature",
    ...hub,
  },
  { provider: slack, ...slackRow, body: json },
  { provider: slackCommands, ...slackRow, body: "command=%2Fweather&text=94070&trigger_id=13345.7384.8088" },
  { provider: slackInteractivity, ...slackRow, body: `payload=${encodeURIComponent(json)}` },
  {
    provider: shopify,
    secret: "shpss_hush_0123456789abcdef",
    otherSecret: "shpss_hush_0123456789abcdee",
    header: "x-shopify-hmac-sha256",
    write: (s) => s,
    encoding: "base64",
    body: json,
  },
  { provider: standardWebhooks, ...standard("webhook") },
  { provider: gitlabSigningToken, ...standard("webhook") },
  { provider: svix, ...standard("svix") },
  {
    provider: twilio,
    secret: "12345",
    otherSecret: "12346",
    header: "x-twilio-signature",
    write: (s) => s,
    encoding: "base64",
    body: "CallSid=CA1234567890ABCDE&Digits=1234",
    url: "https://mycompany.com/myapp.php?foo=1&bar=2",
  },
  { provider: gitlab, secret: "glwt-5f0c1e2d", otherSecret: "glwt-5f0c1e2e", header: "x-gitlab-token", ...tokenRow },
  {
    provider: telegram,
    secret: "my-Secret_token-256",
    otherSecret: "my-Secret_token-257",
    header: "x-telegram-bot-api-secret-token",
    ...tokenRow,
  },
  {
    provider: discord,
    secret: "11",
    otherSecret: "12",
    header: "x-signature-ed25519",
    write: (s) => s,
    encoding: "hex",
    timestampHeader: "x-signature-timestamp",
    body: json,
    signWith: signEd25519,
    before: (t) => t,
  },
  {
    provider: standardWebhooksAsymmetric,
    ...standard("webhook"),
    secret: "11",
    otherSecret: "12",
    write: (s) => `v1a,${s}`,
    signWith: signEd25519,
    before: (t) => `${EVENT_ID}.${t}.`,
  },
  {
    provider: sendgrid,
    secret: "11",
    otherSecret: "12",
    header: "x-twilio-email-event-webhook-signature",
    write: (s) => s,
    encoding: "base64",
    timestampHeader: "x-twilio-email-event-webhook-timestamp",
    body: json,
    signWith: signEcdsa,
    before: (t) => t,
  },
];

export const NOW = 1_767_225_600;
export const TOLERANCE = (row: Genuine): number => row.provider.toleranceSeconds ?? 300;

/** Whether a signed timestamp comes with each delivery. */
export const isTimed = (row: Genuine): boolean => row.timestampHeader !== undefined || row.provider.id === "stripe";

export const credential = (row: Genuine, secret: string = row.secret): any =>
  row.signWith ? { publicKey: publicKeyOf(row, secret) } : { secret };

export const options = (row: Genuine, secret?: string): any => ({
  ...credential(row, secret),
  clock: () => NOW * 1000,
});

/** The bytes of the signature over a body. */
export async function signatureOf(row: Genuine, body: string | Uint8Array = row.body, at = NOW, secret = row.secret) {
  const timestamp = String(at);
  if (row.signWith) {
    return row.signWith(Buffer.concat([Buffer.from(row.before?.(timestamp) ?? ""), Buffer.from(body)]), secret);
  }
  const fields = { id: EVENT_ID, timestamp };
  return computeSignature(row.provider.scheme as any, secret, { body, fields, url: row.url });
}

/** The bytes of a signature as the provider writes them. */
export const textOf = (row: Genuine, signature: Uint8Array): string =>
  Buffer.from(signature).toString(row.encoding === "plain" ? "utf8" : row.encoding);

/** A delivery around the text of a signature header. */
export const around = (row: Genuine, headerText: string, body: string | Uint8Array = row.body, at = NOW) =>
  ({
    method: "POST",
    url: row.url,
    headers: {
      [row.header]: headerText,
      ...(row.timestampHeader && { [row.timestampHeader]: String(at) }),
      ...(row.idHeader && { [row.idHeader]: EVENT_ID }),
    } as Record<string, string>,
    body,
  }) satisfies Delivery;

/** A genuine delivery. */
export async function deliver(row: Genuine, body: string | Uint8Array = row.body, at = NOW, secret = row.secret) {
  const signature = textOf(row, await signatureOf(row, body, at, secret));
  return around(row, row.write(signature, String(at)), body, at);
}
