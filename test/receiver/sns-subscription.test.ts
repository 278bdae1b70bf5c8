import { createReceiver } from "hookonce";
import { awsSns } from "hookonce/providers/aws-sns";
import { describe, expect, it, vi } from "vitest";
import { bytesOf, optionsOf, readVectors, type Vector } from "../support/data.js";

const vector = readVectors("aws-sns").find(({ name }) => name === "valid-subscription-confirmation") as Vector;

/** A receiver whose fetch knows the certificate, and answers the address that confirms with this status. */
function build(status: number, over: object = {}) {
  const { fetch: known, ...options } = optionsOf(vector);
  const visited: string[] = [];
  const fetch = async (input: string, init: RequestInit) => {
    if (!String(input).includes("Action=ConfirmSubscription")) return known(input, init);
    visited.push(String(input));
    return new Response("<ConfirmSubscriptionResponse/>", { status });
  };
  const handler = vi.fn();
  const onHandshake = vi.fn();
  const receiver = createReceiver(
    { ...options, provider: awsSns, fetch, onHandshake, onRejected: () => {}, ...over } as never,
    handler,
  );
  return { receiver, handler, visited, onHandshake };
}

const deliver = (body = bytesOf(vector.body_base64)) => ({ method: "POST", headers: vector.headers, body });

describe("a subscription of Amazon SNS", () => {
  it("to one of our topics is confirmed by a fetch of the signed address, and never handled", async () => {
    const { receiver, handler, visited, onHandshake } = build(200);
    expect((await receiver.receive(deliver())).status).toBe(200);
    expect(visited).toHaveLength(1);
    expect(visited[0]).toMatch(/^https:\/\/sns\.us-east-1\.amazonaws\.com\/\?Action=ConfirmSubscription&/);
    expect(onHandshake).toHaveBeenCalledWith(expect.objectContaining({ provider: "aws-sns", check: "signature" }));
    expect(handler).not.toHaveBeenCalled();
  });

  it("that SNS does not confirm is answered 500, so that it is tried again", async () => {
    const { receiver, handler } = build(500);
    expect((await receiver.receive(deliver())).status).toBe(500);
    expect(handler).not.toHaveBeenCalled();
  });

  it("to a topic of somebody else, or changed on its way, fetches nothing", async () => {
    const other = build(200, { topicArns: ["arn:aws:sns:us-east-1:123456789012:Other"] });
    expect((await other.receiver.receive(deliver())).status).toBe(401);
    const changed = build(200);
    const body = Buffer.from(bytesOf(vector.body_base64))
      .toString()
      .replace("Action=ConfirmSubscription", "Action=Publish");
    expect((await changed.receiver.receive(deliver(new TextEncoder().encode(body)))).status).toBe(401);
    expect([...other.visited, ...changed.visited]).toEqual([]);
  });
});
