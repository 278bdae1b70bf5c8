import { createHmac } from "node:crypto";
import {
  basic,
  computeSignature,
  ed25519,
  parseSignatureHeader,
  timingSafeVerify,
  verify,
  WebhookConfigError,
} from "hookonce";
import { discord } from "hookonce/providers/discord";
import { sendgrid } from "hookonce/providers/sendgrid";
import { standardWebhooks } from "hookonce/providers/standard-webhooks";
import { stripe } from "hookonce/providers/stripe";
import { twilio } from "hookonce/providers/twilio";
import { describe, expect, it } from "vitest";
import { codeOf, refusal } from "../support/refusal.js";

const SECRET = "whsec_5Jb1dQ0nYxkq2";
const T = "1767225600";
const body = '{"id":"evt_1"}';

describe("the three verbs", () => {
  it("do together what verify does, apart from the clock", async () => {
    const signature = await computeSignature(stripe.scheme, SECRET, { body, fields: { timestamp: T } });
    const headers = { "stripe-signature": `t=${T},v1=${Buffer.from(signature).toString("hex")}` };
    const { candidates, fields, timestampMs } = parseSignatureHeader(stripe.scheme, { headers });
    const expected = await computeSignature(stripe.scheme, SECRET, { body, fields });
    expect(timingSafeVerify(expected, candidates)).toBe(true);
    expect(timestampMs).toBe(Number(T) * 1000);
    const changed = await computeSignature(stripe.scheme, SECRET, { body: `${body} `, fields });
    expect(timingSafeVerify(changed, candidates)).toBe(false);
    const event = await verify(stripe, { headers, body }, { secret: SECRET, clock: () => Number(T) * 1000 });
    expect(event.id).toBe("evt_1");
  });
});

describe("parseSignatureHeader", () => {
  it("looks at no secret and no clock", () => {
    const headers = { "stripe-signature": `t=1,v1=${"00".repeat(32)}` };
    expect(parseSignatureHeader(stripe.scheme, { headers }).timestampMs).toBe(1000);
  });

  it("what it gives cannot be mistaken for inherited members", () => {
    const { fields } = parseSignatureHeader(stripe.scheme, {
      headers: { "stripe-signature": `t=1,v1=${"00".repeat(32)}` },
    });
    expect(fields.constructor).toBeUndefined();
    expect(fields.toString).toBeUndefined();
  });

  it("of a delivery that is none gives our own error", async () => {
    for (const delivery of [
      undefined,
      null,
      {},
      { headers: null },
      { headers: undefined },
      { headers: 5 },
      { headers: "x" },
    ]) {
      const error = await refusal(() => parseSignatureHeader(stripe.scheme, delivery as never));
      expect(error.status, JSON.stringify(delivery)).toBe(401);
    }
  });

  it("gives every kind its candidates", () => {
    const headers = { "x-signature-ed25519": "00".repeat(64), "x-signature-timestamp": T };
    expect(parseSignatureHeader(discord.scheme, { headers }).candidates[0]?.bytes).toHaveLength(64);
    expect(
      parseSignatureHeader(basic(), { headers: { authorization: "Basic YTpi" } }).candidates[0]?.bytes,
    ).toHaveLength(3);
    const signed = { "x-twilio-signature": Buffer.alloc(20).toString("base64") };
    expect(parseSignatureHeader(twilio.scheme, { headers: signed }).candidates[0]?.bytes).toHaveLength(20);
  });
});

describe("computeSignature", () => {
  const fields = { timestamp: T };

  it("gives the bytes that node:crypto gives", async () => {
    const expected = createHmac("sha256", SECRET).update(`${T}.${body}`).digest("hex");
    for (const one of [body, Buffer.from(body), new TextEncoder().encode(body).buffer]) {
      const bytes = await computeSignature(stripe.scheme, SECRET, { body: one, fields });
      expect(Buffer.from(bytes).toString("hex")).toBe(expected);
    }
  });

  it("a secret as bytes is the key itself", async () => {
    const key = new Uint8Array([1, 2, 3]);
    const bytes = await computeSignature(standardWebhooks.scheme, key, { body, fields: { id: "m", timestamp: T } });
    expect(Buffer.from(bytes).toString("hex")).toBe(createHmac("sha256", key).update(`m.${T}.${body}`).digest("hex"));
  });

  it("no body is an empty body", async () => {
    const empty = await computeSignature(stripe.scheme, SECRET, { fields });
    expect(Buffer.from(empty).toString("hex")).toBe(createHmac("sha256", SECRET).update(`${T}.`).digest("hex"));
  });

  it("a part that is signed and not given is refused", async () => {
    expect(await codeOf(computeSignature(stripe.scheme, SECRET, { body }))).toBe("SIGNATURE_MALFORMED");
    expect(await codeOf(computeSignature(twilio.scheme, "12345", { body: "" }))).toBe("PUBLIC_URL_REQUIRED");
  });

  it.each([undefined, "", " ", "sk_live_51abc", "undefined"])(
    "a secret that cannot be right is refused: %j",
    async (secret) => {
      const error = await refusal(computeSignature(stripe.scheme, secret as string, { body, fields }));
      expect(error).toBeInstanceOf(WebhookConfigError);
      expect(error.code).toMatch(/^SECRET_/);
    },
  );

  it("a scheme with a private key cannot sign here", async () => {
    for (const { scheme } of [discord, sendgrid]) {
      const error = await refusal(computeSignature(scheme as never, "x", { body }));
      expect(error.code).toBe("SCHEME_CANNOT_SIGN");
    }
    const scheme = ed25519({ header: "h", format: "{signature}", encoding: "hex", signs: "{body}", key: "raw-hex" });
    // @ts-expect-error the type tells so as well
    expect(await codeOf(computeSignature(scheme, "x", { body }))).toBe("SCHEME_CANNOT_SIGN");
    expect(await codeOf(computeSignature(undefined as never, "x", { body }))).toBe("SCHEME_CANNOT_SIGN");
  });

  it("what a parser made of a body is refused", async () => {
    expect(await codeOf(computeSignature(stripe.scheme, SECRET, { body: {} as never, fields }))).toBe("BODY_NOT_BYTES");
  });
});
