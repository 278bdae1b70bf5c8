import { verify as verifyWithOctokit } from "@octokit/webhooks-methods";
import { verifySlackRequest } from "@slack/bolt";
import { github } from "hookonce/providers/github";
import { slack } from "hookonce/providers/slack";
import { slackCommands } from "hookonce/providers/slack-commands";
import { standardWebhooks } from "hookonce/providers/standard-webhooks";
import { stripe } from "hookonce/providers/stripe";
import { svix } from "hookonce/providers/svix";
import { twilio } from "hookonce/providers/twilio";
import { type SignedDelivery, signDelivery, signHandshake } from "hookonce/testing";
import { Webhook as StandardWebhook } from "standardwebhooks";
import Stripe from "stripe";
import { Webhook as SvixWebhook } from "svix";
import twilioSdk from "twilio";
import { describe, expect, it } from "vitest";

// The providers' own code judges what the kit signs. A body with umlauts, so that bytes and characters differ.

const textOf = ({ body }: SignedDelivery) => new TextDecoder().decode(body);
const header = ({ headers }: SignedDelivery, name: string) => headers[name] as string;
const payload = { text: "Grüße an alle", nested: { list: [1, 2, 3] } };
const base64Secret = `whsec_${Buffer.from("trial-7Jb1dQ0nYxkq2-0123456789").toString("base64")}`;

describe("Stripe's SDK", () => {
  const secret = "whsec_5Jb1dQ0nYxkq2";
  const client = new Stripe("sk_test_1");
  const construct = (delivery: SignedDelivery, key = secret) =>
    client.webhooks.constructEvent(textOf(delivery), header(delivery, "stripe-signature"), key);

  it("constructs the event, and refuses another secret, a forgery and one of yesterday", async () => {
    const delivery = await signDelivery(stripe, { secret, id: "evt_1", type: "invoice.paid", payload });
    expect(construct(delivery)).toMatchObject({ id: "evt_1", type: "invoice.paid", text: "Grüße an alle" });
    expect(() => construct(delivery, "whsec_other")).toThrow(/No signatures found/);
    const forged = await signDelivery(stripe, { secret, payload, forge: true });
    expect(() => construct(forged)).toThrow(/No signatures found/);
    const old = await signDelivery(stripe, { secret, payload, timestamp: Date.now() - 86_400_000 });
    expect(() => construct(old)).toThrow(/outside the tolerance/);
  });
});

describe("Octokit", () => {
  const secret = "It's a Secret to Everybody";
  const judge = (delivery: SignedDelivery, key = secret) =>
    verifyWithOctokit(key, textOf(delivery), header(delivery, "x-hub-signature-256"));

  it("verifies the delivery, and refuses another secret and a forgery", async () => {
    const delivery = await signDelivery(github, { secret, type: "push", payload });
    expect(header(delivery, "x-github-event")).toBe("push");
    expect(await judge(delivery)).toBe(true);
    expect(await judge(delivery, "another")).toBe(false);
    expect(await judge(await signDelivery(github, { secret, payload, forge: true }))).toBe(false);
  });
});

describe("Svix and Standard Webhooks", () => {
  it("Svix verifies the delivery, and refuses another secret and a forgery", async () => {
    const judge = (delivery: SignedDelivery, key = base64Secret) =>
      new SvixWebhook(key).verify(textOf(delivery), { ...delivery.headers });
    const delivery = await signDelivery(svix, { secret: base64Secret, id: "msg_1", payload });
    expect(judge(delivery)).toMatchObject({ text: "Grüße an alle" });
    expect(header(delivery, "svix-id")).toBe("msg_1");
    expect(() => judge(delivery, `whsec_${btoa("another-secret-0123456789")}`)).toThrow(/No matching signature/);
    const forged = await signDelivery(svix, { secret: base64Secret, payload, forge: true });
    expect(() => judge(forged)).toThrow(/No matching signature/);
  });

  it("standardwebhooks verifies the delivery, and refuses another secret and a forgery", async () => {
    const judge = (delivery: SignedDelivery, key = base64Secret) =>
      new StandardWebhook(key).verify(textOf(delivery), { ...delivery.headers });
    const delivery = await signDelivery(standardWebhooks, { secret: base64Secret, type: "user.made", payload });
    expect(judge(delivery)).toMatchObject({ type: "user.made" });
    expect(() => judge(delivery, `whsec_${btoa("another-secret-0123456789")}`)).toThrow(/No matching signature/);
    const forged = await signDelivery(standardWebhooks, { secret: base64Secret, payload, forge: true });
    expect(() => judge(forged)).toThrow(/No matching signature/);
  });
});

describe("Twilio's SDK", () => {
  const secret = "12345678901234567890123456789012";
  const url = "https://example.com/voice?tenant=a";
  const fields = { CallSid: "CA1", From: "+14155550100", Body: "Grüße & mehr", Digits: "1 2" };
  const judge = (delivery: SignedDelivery, params: object = fields, key = secret) =>
    twilioSdk.validateRequest(key, header(delivery, "x-twilio-signature"), delivery.url, params as Record<string, any>);

  it("validates a form, and refuses another token, another field and a forgery", async () => {
    const delivery = await signDelivery(twilio, { secret, url, payload: fields });
    expect(Object.fromEntries(new URLSearchParams(textOf(delivery)))).toEqual(fields);
    expect(judge(delivery)).toBe(true);
    expect(judge(delivery, { ...fields, Digits: "12" })).toBe(false);
    expect(judge(delivery, fields, "another-token-0123456789012345")).toBe(false);
    expect(judge(await signDelivery(twilio, { secret, url, payload: fields, forge: true }))).toBe(false);
  });

  it("validates a JSON body, and refuses another one", async () => {
    const delivery = await signDelivery(twilio, { secret, url, payload: JSON.stringify(payload) });
    const signature = header(delivery, "x-twilio-signature");
    const validate = (body: string) => twilioSdk.validateRequestWithBody(secret, signature, delivery.url, body);
    expect(new URL(delivery.url).searchParams.get("tenant")).toBe("a");
    expect([validate(textOf(delivery)), validate("{}")]).toEqual([true, false]);
  });
});

describe("Slack's Bolt", () => {
  const signingSecret = "8f742231b10e8888abcd99yyyzzz85a5";
  const judge = (delivery: SignedDelivery, secret = signingSecret) =>
    verifySlackRequest({
      signingSecret: secret,
      body: textOf(delivery),
      headers: {
        "x-slack-signature": header(delivery, "x-slack-signature"),
        "x-slack-request-timestamp": Number(header(delivery, "x-slack-request-timestamp")),
      },
    });

  it("verifies an event, a command and the handshake, and refuses another secret, a forgery and an old one", async () => {
    const secret = signingSecret;
    const event = await signDelivery(slack, { secret, id: "Ev1", type: "app_mention", payload });
    expect(JSON.parse(textOf(event))).toMatchObject({ event_id: "Ev1", event: { type: "app_mention" } });
    const command = await signDelivery(slackCommands, {
      secret,
      id: "1.2",
      type: "/weather",
      payload: { text: "Köln" },
    });
    expect(textOf(command)).toContain("command=%2Fweather");
    const handshake = await signHandshake(slack, { secret, challenge: "3eZbrw1aB" });
    expect(JSON.parse(textOf(handshake))).toEqual({ type: "url_verification", challenge: "3eZbrw1aB" });
    for (const delivery of [event, command, handshake]) expect(() => judge(delivery)).not.toThrow();
    expect(() => judge(event, "another")).toThrow(/signature mismatch/i);
    const forged = await signDelivery(slack, { secret, payload, forge: true });
    expect(() => judge(forged)).toThrow(/signature mismatch/i);
    const old = await signDelivery(slack, { secret, payload, timestamp: Date.now() - 600_000 });
    expect(() => judge(old)).toThrow(/must differ from system time|older/i);
  });
});
