import {
  basic,
  computeSignature,
  createReceiver,
  createVerifier,
  type Delivery,
  defineProvider,
  type EventOf,
  type EventsOf,
  type IncomingDelivery,
  type ParsedSignature,
  parseSignatureHeader,
  type SymmetricScheme,
  timingSafeVerify,
  token,
  verify,
  WebhookConfigError,
  type WebhookConfigErrorCode,
  WebhookError,
  type WebhookErrorCode,
} from "hookonce";
import { discord } from "hookonce/providers/discord";
import { sendgrid } from "hookonce/providers/sendgrid";
import { stripe } from "hookonce/providers/stripe";
import { telegram } from "hookonce/providers/telegram";
import { twilio } from "hookonce/providers/twilio";
import { exact } from "./exact.js";

const bytes = new Uint8Array();
const headers = { "stripe-signature": "t=1,v1=00" };

// A signature can be computed where the receiver has the secret, and nowhere else.
exact<Uint8Array>()(await computeSignature(stripe.scheme, "whsec_1", { body: bytes, fields: { timestamp: "1" } }));
computeSignature(telegram.scheme, "token", {});
computeSignature(twilio.scheme, bytes, { body: "a=b", url: new URL("https://example.com").href });
computeSignature(token({ header: "x-token" }), "token", {});
const old = defineProvider({
  id: "old",
  name: "Old",
  docs: "https://old.example",
  checked: "2026-11",
  scheme: basic(),
});
computeSignature(old.scheme, "user:password", {});
exact<SymmetricScheme>()(stripe.scheme);
// @ts-expect-error only Discord has its private key
computeSignature(discord.scheme, "ab", { body: bytes });
// @ts-expect-error only SendGrid has its private key
computeSignature(sendgrid.scheme, "ab", { body: bytes });
// @ts-expect-error a provider is not its scheme
computeSignature(stripe, "whsec_1", { body: bytes });
// @ts-expect-error several secrets give several signatures
computeSignature(stripe.scheme, ["whsec_1"], { body: bytes });
// @ts-expect-error an unset variable is no secret
computeSignature(stripe.scheme, process.env.STRIPE_WEBHOOK_SECRET, { body: bytes });
// @ts-expect-error a parsed body is not what was sent
computeSignature(stripe.scheme, "whsec_1", { body: { id: "evt_1" } });
// @ts-expect-error a field is text, exactly as received
computeSignature(stripe.scheme, "whsec_1", { body: bytes, fields: { timestamp: 1 } });

// A header can be read for every scheme.
for (const { scheme } of [stripe, discord, sendgrid, telegram, twilio, old]) {
  exact<ParsedSignature>()(parseSignatureHeader(scheme, { headers }));
}
const { candidates, fields, timestampMs } = parseSignatureHeader(stripe.scheme, { headers, body: bytes, url: "/w" });
exact<number | undefined>()(timestampMs);
exact<string | undefined>()(fields.timestamp);
exact<Uint8Array | undefined>()(candidates[0]?.bytes);
// @ts-expect-error there is nothing to read without headers
parseSignatureHeader(stripe.scheme, {});
// @ts-expect-error a provider is not its scheme
parseSignatureHeader(stripe, { headers });

exact<boolean>()(timingSafeVerify(bytes, candidates));
timingSafeVerify(bytes, [bytes]);
// @ts-expect-error text is compared as bytes
timingSafeVerify("ab", [bytes]);
// @ts-expect-error one candidate stands in a list
timingSafeVerify(bytes, bytes.buffer);

// A delivery as each platform gives it.
declare const node: {
  headers: Record<string, string | string[] | undefined>;
  rawHeaders: string[];
  body: Buffer;
  url?: string;
};
declare const request: Request;
verify(stripe, { headers: node.headers, body: node.body }, { secret: "whsec_1" });
verify(stripe, { headers: node.rawHeaders, body: node.body, url: node.url }, { secret: "whsec_1" });
verify(stripe, { headers: request.headers, body: await request.arrayBuffer() }, { secret: "whsec_1" });
verify(stripe, { method: "POST", headers, body: "{}", url: new URL(request.url) }, { secret: "whsec_1" });
// @ts-expect-error a parsed body is not what was sent
verify(stripe, { headers, body: { id: "evt_1" } }, { secret: "whsec_1" });
// @ts-expect-error a stream is read first
verify(stripe, { headers, body: request.body }, { secret: "whsec_1" });
// @ts-expect-error a delivery without headers cannot be genuine
verify(stripe, { body: "{}" }, { secret: "whsec_1" });

const receiver = createReceiver({ provider: stripe, secret: "whsec_1" }, () => {});
const incoming: IncomingDelivery = { headers, body: async (maxBytes) => new Uint8Array(maxBytes) };
const answer = await receiver.receive(incoming, { env: 1 });
exact<number>()(answer.status);
exact<string | Uint8Array | undefined>()(answer.body);
exact<EventOf<EventsOf<typeof stripe>> | undefined>()(answer.event);
if (answer.event) exact<string>()(receiver.keyOf(answer.event));
exact<boolean>()(await receiver.forget("stripe:default:evt_1"));
// @ts-expect-error a verifier has no body to wait for
createVerifier(stripe, { secret: "whsec_1" })(incoming);
createVerifier(stripe, { secret: "whsec_1" })({ headers, body: "{}" } satisfies Delivery, { env: 1 });

// Errors: the code is one of those on their page.
declare const error: unknown;
if (error instanceof WebhookError) {
  exact<WebhookErrorCode>()(error.code);
  exact<number>()(error.status);
  // @ts-expect-error no such code
  error.code === "SIGNATURE_MISMATCHED";
  // @ts-expect-error that is one about our own set-up
  error.code === "SECRET_MISSING";
}
if (error instanceof WebhookConfigError) {
  exact<WebhookConfigErrorCode>()(error.code);
  // @ts-expect-error that is one about a delivery
  error.code === "SIGNATURE_MISMATCH";
}
