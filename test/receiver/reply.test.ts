import { reply } from "hookonce";
import { describe, expect, it } from "vitest";
import { onVirtualClock, spyStore, stripeDelivery, stripeReceiver, textOf } from "./_support.js";

onVirtualClock();

async function answerOf(result: unknown) {
  const spy = spyStore();
  const { event, ...answer } = await stripeReceiver(() => result, { store: spy.store }).receive(await stripeDelivery());
  expect(event?.id).toBe("evt_1");
  return { answer, operations: spy.operations() };
}

describe("reply", () => {
  it.each([
    ["text", "hi", "hi", "text/plain; charset=utf-8"],
    ["an empty text", "", "", "text/plain; charset=utf-8"],
    ["an object as JSON", { a: [1, "é"] }, '{"a":[1,"é"]}', "application/json"],
    ["an array as JSON", [1], "[1]", "application/json"],
    ["a number as JSON", 5, "5", "application/json"],
    ["false as JSON", false, "false", "application/json"],
    ["null as JSON", null, "null", "application/json"],
  ])("sends %s", async (_name, body, sent, contentType) => {
    const { answer } = await answerOf(reply(200, body));
    expect([answer.status, answer.body, answer.headers?.["content-type"]]).toEqual([200, sent, contentType]);
  });

  it("sends bytes as they are, and nothing without a body", async () => {
    const bytes = new Uint8Array([0, 255, 10]);
    const { answer } = await answerOf(reply(200, bytes));
    expect([answer.body, answer.headers?.["content-type"]]).toEqual([bytes, "application/octet-stream"]);
    expect((await answerOf(reply(204))).answer).toMatchObject({ status: 204, headers: {} });
  });

  it("sends text so that no browser takes it for HTML", async () => {
    const { answer } = await answerOf(reply(200, "<script>"));
    expect(answer.headers).toEqual({
      "content-type": "text/plain; charset=utf-8",
      "x-content-type-options": "nosniff",
    });
  });

  it.each([199, 100, 0, -1, 600, 1000, 200.5, Number.NaN, "200", undefined])("refuses the status %s", (status) => {
    expect(() => reply(status as number)).toThrow(RangeError);
  });

  it.each([200, 599])("takes the status %s", (status) => {
    expect(reply(status).status).toBe(status);
  });
});

describe("a Response", () => {
  it("is the answer: status, headers and bytes", async () => {
    const response = new Response("ok é", { status: 201, headers: { "X-Extra": "1", "content-type": "text/csv" } });
    const { answer, operations } = await answerOf(response);
    expect(answer).toMatchObject({ status: 201, headers: { "x-extra": "1", "content-type": "text/csv" } });
    expect(textOf(answer)).toBe("ok é");
    expect(operations).toEqual(["claim", "complete"]);
  });

  it("that is not 2xx releases the claim", async () => {
    const { answer, operations } = await answerOf(Response.json({ no: 1 }, { status: 409 }));
    expect([answer.status, textOf(answer)]).toEqual([409, '{"no":1}']);
    expect(operations).toEqual(["claim", "release"]);
  });

  it("whose body was used already, or breaks off, is a failure of the handler: 500 and a release", async () => {
    const used = new Response("x");
    await used.text();
    const broken = new Response(new ReadableStream({ start: (controller) => controller.error(new Error("gone")) }));
    for (const response of [used, broken]) {
      const { answer, operations } = await answerOf(response);
      expect([answer.status, operations]).toEqual([500, ["claim", "release"]]);
    }
  });

  it("without a status that can be sent is a failure of the handler: Response.error()", async () => {
    const { answer, operations } = await answerOf(Response.error());
    expect([answer.status, operations]).toEqual([500, ["claim", "release"]]);
  });
});

describe("anything else that is returned", () => {
  it.each([
    ["undefined", undefined],
    ["null", null],
    ["false", false],
    ["a number", 500],
    ["a text", "500"],
    ["an object with a status", { status: 500, body: "no" }],
    ["a copy of an answer", { ...reply(500, "no") }],
    ["the result of a client", { status: 404, data: {}, headers: {} }],
    ["an Error that was not thrown", new Error("no")],
  ])("is ignored: %s", async (_name, result) => {
    const { answer, operations } = await answerOf(result);
    expect(answer).toEqual({ status: 200 });
    expect(operations).toEqual(["claim", "complete"]);
  });
});
