import { createVerifier, verify } from "hookonce";
import { awsSns } from "hookonce/providers/aws-sns";
import { describe, expect, it } from "vitest";
import { deliveryOf, optionsOf, readVectors } from "../support/data.js";
import { codeOf } from "../support/refusal.js";
import { recorder } from "./support.js";

const TOPIC = "arn:aws:sns:eu-central-1:123456789012:orders";
const vectors = Object.fromEntries(readVectors("aws-sns").map((vector) => [vector.name, vector]));
const check = (name: string, options = {}) =>
  verify(awsSns, deliveryOf(vectors[name]!), { ...optionsOf(vectors[name]!), ...options });

describe("topicArns", () => {
  it.each([
    undefined,
    [],
    TOPIC,
    [""],
    ["*"],
    ["orders"],
    [TOPIC, undefined],
    [`${TOPIC}*`],
    [TOPIC.replace("sns", "sqs")],
    [`${TOPIC}\n`],
    [` ${TOPIC}`],
    [TOPIC.replace("123456789012", "")],
  ])("cannot be %j", async (topicArns) => {
    expect(await codeOf(() => createVerifier(awsSns, { topicArns } as never))).toBe("OPTION_INVALID");
  });

  it("are compared whole", async () => {
    for (const other of [`${TOPIC}-2`, TOPIC.slice(0, -1), TOPIC.replace("orders", "Orders")]) {
      expect(await codeOf(check("own-valid", { topicArns: [other] }))).toBe("SIGNATURE_MISMATCH");
      expect((await check("own-valid", { topicArns: [other, TOPIC] })).provider).toBe("aws-sns");
    }
  });

  it("nothing is fetched for a topic that is not among them, nor for a message that is too old", async () => {
    const { fetch, calls } = recorder({});
    await codeOf(check("own-other-topic", { fetch }));
    await codeOf(check("own-stale", { fetch }));
    await codeOf(check("own-no-signature", { fetch }));
    expect(calls).toHaveLength(0);
  });

  it.each([1, 2, "3", "", null])("signatureVersion cannot be %j", async (signatureVersion) => {
    expect(await codeOf(() => createVerifier(awsSns, { topicArns: [TOPIC], signatureVersion } as never))).toBe(
      "OPTION_INVALID",
    );
  });
});

describe("the event", () => {
  it("has in its payload what is signed, and nothing else", async () => {
    const [event, other] = [await check("own-valid"), await check("own-attributes-changed")];
    expect(event.payload).toEqual({
      Message: '{"order":42}',
      MessageId: "5d3f3b8e-8a1c-5c1e-9f5b-64c0a1d0a001",
      Subject: "Order",
      Timestamp: "2025-11-24T16:00:00.000Z",
      TopicArn: TOPIC,
      Type: "Notification",
    });
    expect(other.payload).toEqual(event.payload);
    expect(event).toMatchObject({
      id: "5d3f3b8e-8a1c-5c1e-9f5b-64c0a1d0a001",
      type: "Notification",
      timestampMs: 1764000000000,
    });
    expect(event.signed).toMatchObject({ id: true, type: true, timestamp: true });
  });

  it("is one whatever its attributes and white space", async () => {
    const { scheme } = awsSns;
    const canonical = (name: string) => scheme.canonical?.(deliveryOf(vectors[name]!) as never);
    expect(canonical("own-attributes-changed")).toBe(canonical("own-valid"));
    expect(canonical("own-message-changed")).not.toBe(canonical("own-valid"));
  });
});

describe("a body that is no message", () => {
  const verifySns = createVerifier(awsSns, { topicArns: [TOPIC], fetch: recorder({}).fetch });
  const good = JSON.parse(Buffer.from(vectors["own-valid"]!.body_base64, "base64").toString()) as Record<
    string,
    unknown
  >;

  it.each([
    ["an array", []],
    ["null", null],
    ["a number", 7],
    ["a text", "Notification"],
    ["no type", { ...good, Type: undefined }],
    ["another type", { ...good, Type: "Other" }],
    ["a type of the prototype", { ...good, Type: "__proto__" }],
    ["a type that every object has", { ...good, Type: "constructor" }],
    ["a type in a list", { ...good, Type: ["Notification"] }],
    ["a message that is no text", { ...good, Message: { order: 42 } }],
    ["an empty topic", { ...good, TopicArn: "" }],
    ["a subject that is no text", { ...good, Subject: 7 }],
    ["a line break in the subject", { ...good, Subject: "a\nb" }],
    ["a line break in the id", { ...good, MessageId: "a\nb" }],
    ["a signature that is no text", { ...good, Signature: 7 }],
    ["a signature that is no base64", { ...good, Signature: "*" }],
    ["a signature in base64url", { ...good, Signature: "-_-_" }],
    ["a signature that is too long", { ...good, Signature: "A".repeat(4096) }],
    ["a version as number", { ...good, SignatureVersion: 2 }],
    ["a version of the prototype", { ...good, SignatureVersion: "toString" }],
    ["a timestamp in seconds", { ...good, Timestamp: "1764000000" }],
    ["a body of over 1 MiB", { ...good, Message: "a".repeat(1024 * 1024) }],
  ])("%s", async (_what, body) => {
    const code = await codeOf(verifySns({ headers: {}, body: JSON.stringify(body) }));
    expect(code).toMatch(/^(SIGNATURE_MALFORMED|SIGNATURE_MISMATCH|TIMESTAMP_MALFORMED|TIMESTAMP_TOO_OLD)$/);
  });

  it("members of the prototype are none", async () => {
    const { Type, ...rest } = good;
    const body = `{"__proto__":{"Type":${JSON.stringify(Type)}},${JSON.stringify(rest).slice(1)}`;
    expect(await codeOf(verifySns({ headers: {}, body }))).toBe("SIGNATURE_MALFORMED");
  });
});
