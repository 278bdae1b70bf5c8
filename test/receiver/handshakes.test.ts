import { generateKeyPairSync, sign } from "node:crypto";
import { createReceiver } from "hookonce";
import { discord } from "hookonce/providers/discord";
import { slack } from "hookonce/providers/slack";
import { describe, expect, it, vi } from "vitest";
import { onVirtualClock, SECRET, slackDelivery, spyHooks, spyStore } from "./_support.js";

onVirtualClock();

function slackReceiver() {
  const handler = vi.fn();
  const spy = spyStore();
  const { hooks, told } = spyHooks();
  const receiver = createReceiver({ provider: slack, secret: SECRET, store: spy.store, ...hooks }, handler);
  return { receiver, handler, spy, told };
}

const challenge = (value: unknown) => JSON.stringify({ type: "url_verification", token: "t", challenge: value });

describe("Slack's url_verification", () => {
  it("is answered with its challenge as plain text; handler and store see nothing of it", async () => {
    const { receiver, handler, spy } = slackReceiver();
    for (let i = 0; i < 2; i++) {
      const answer = await receiver.receive(
        await slackDelivery(challenge("3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P")),
      );
      expect(answer).toMatchObject({
        status: 200,
        headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
        body: "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P",
      });
    }
    expect(handler).not.toHaveBeenCalled();
    expect(spy.calls).toEqual([]);
  });

  it("that is forged gets 401 and not its challenge", async () => {
    const { receiver, handler } = slackReceiver();
    const genuine = await slackDelivery(challenge("abc"));
    const forged = [
      await slackDelivery(challenge("abc"), "another secret"),
      { headers: {}, body: challenge("abc") },
      { ...genuine, body: challenge("abd") },
    ];
    for (const delivery of forged) {
      expect(await receiver.receive(delivery)).toMatchObject({ status: 401, body: "Unauthorized" });
    }
    expect(handler).not.toHaveBeenCalled();
  });

  it.each([
    ["none", undefined],
    ["a number", 5],
    ["an object", { a: 1 }],
    ["an empty text", ""],
    ["a text with spaces", "a b"],
    ["a text with a line break", "a\r\nb"],
    ["513 characters", "x".repeat(513)],
    ["a text beyond ASCII", "é"],
  ])("whose challenge is %s is refused: 401 HANDSHAKE_MALFORMED", async (_name, value) => {
    const { receiver, handler, told } = slackReceiver();
    const answer = await receiver.receive(await slackDelivery(challenge(value)));
    expect(answer).toMatchObject({ status: 401, body: "Unauthorized" });
    expect(told[0]?.[1].error.code).toBe("HANDSHAKE_MALFORMED");
    expect(handler).not.toHaveBeenCalled();
  });

  it("with a challenge of 512 characters is answered", async () => {
    const { receiver } = slackReceiver();
    expect((await receiver.receive(await slackDelivery(challenge("<b>".padEnd(512, "x"))))).status).toBe(200);
  });

  it("is only what says so at the top: an event that mentions it reaches the handler", async () => {
    const { receiver, handler } = slackReceiver();
    const body = '{"type":"event_callback","event_id":"Ev1","event":{"type":"url_verification"},"challenge":"x"}';
    expect((await receiver.receive(await slackDelivery(body))).body).toBeUndefined();
    expect(handler).toHaveBeenCalledTimes(1);
  });

  it("is only what says so in its own property", async () => {
    const { receiver, handler } = slackReceiver();
    const body = '{"event_id":"Ev1","__proto__":{"type":"url_verification","challenge":"x"}}';
    expect((await receiver.receive(await slackDelivery(body))).body).toBeUndefined();
    expect(handler).toHaveBeenCalledTimes(1);
  });
});

describe("Discord's PING", () => {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("hex");

  const delivery = (body: string) => {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = sign(null, Buffer.from(timestamp + body), privateKey).toString("hex");
    return { headers: { "x-signature-ed25519": signature, "x-signature-timestamp": timestamp }, body };
  };
  const discordReceiver = (handler: () => unknown) => createReceiver({ provider: discord, publicKey: raw }, handler);

  it("is answered with a PONG; the handler sees nothing of it", async () => {
    const handler = vi.fn();
    const answer = await discordReceiver(handler).receive(delivery('{"id":"1","type":1}'));
    expect(answer).toMatchObject({ status: 200, headers: { "content-type": "application/json" }, body: '{"type":1}' });
    expect(handler).not.toHaveBeenCalled();
  });

  it("that is forged gets 401", async () => {
    const { headers } = delivery('{"id":"1","type":1}');
    const answer = await discordReceiver(() => {}).receive({ headers, body: '{"id":"2","type":1}' });
    expect(answer).toMatchObject({ status: 401, body: "Unauthorized" });
  });

  it("is only type 1 as a number: a command, or a text, reaches the handler", async () => {
    const handler = vi.fn();
    await discordReceiver(handler).receive(delivery('{"id":"1","type":2}'));
    await discordReceiver(handler).receive(delivery('{"id":"1","type":"1"}'));
    expect(handler).toHaveBeenCalledTimes(2);
  });
});
