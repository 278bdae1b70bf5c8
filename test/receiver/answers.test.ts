import { inspect } from "node:util";
import { createReceiver, type Delivery, reply } from "hookonce";
import { slack } from "hookonce/providers/slack";
import { describe, expect, it, vi } from "vitest";
import {
  onVirtualClock,
  refuse,
  SECRET,
  slackDelivery,
  spyHooks,
  spyStore,
  stripeDelivery,
  stripeReceiver,
  textOf,
} from "./_support.js";

onVirtualClock();

const PAYLOAD = "something nobody else may see";

const header = (delivery: Delivery) => (delivery.headers as Record<string, string>)["stripe-signature"] as string;
const genuine = () => stripeDelivery("evt_1", { note: PAYLOAD });
const withHeader = async (change: (value: string) => string | string[] | undefined): Promise<Delivery> => {
  const delivery = await genuine();
  return { ...delivery, headers: { "stripe-signature": change(header(delivery)) } };
};

/** A delivery signed at another time. */
async function aged(seconds: number): Promise<Delivery> {
  vi.setSystemTime(Date.now() - seconds * 1000);
  const delivery = await genuine();
  vi.setSystemTime(Date.now() + seconds * 1000);
  return delivery;
}

const UNGENUINE: [code: string, make: () => Promise<Delivery>][] = [
  ["SIGNATURE_MISSING", () => withHeader(() => undefined)],
  ["SIGNATURE_MISSING", () => withHeader(() => "")],
  ["TIMESTAMP_MISSING", () => withHeader(() => "nonsense")],
  ["SIGNATURE_MALFORMED", () => withHeader((value) => value.slice(0, -1))],
  ["SIGNATURE_MALFORMED", () => withHeader((value) => `${value},${value.split(",")[0]}`)],
  ["SIGNATURE_DUPLICATED", () => withHeader((value) => [value, value])],
  ["SIGNATURE_MISMATCH", () => withHeader((value) => value.slice(0, -1) + (value.endsWith("0") ? "1" : "0"))],
  ["SIGNATURE_MISMATCH", () => stripeDelivery("evt_1", { note: PAYLOAD }, `${SECRET}x`)],
  ["SIGNATURE_MISMATCH", async () => ({ ...(await genuine()), body: `{"note":"${PAYLOAD}"}` })],
  ["TIMESTAMP_TOO_OLD", () => aged(301)],
  ["TIMESTAMP_TOO_NEW", () => aged(-301)],
  ["TIMESTAMP_MALFORMED", () => withHeader((value) => value.replace("t=", "t=0"))],
];

describe("a delivery that is not genuine", () => {
  it.each(UNGENUINE)("%s: 401 with the one constant body; the reason goes to onRejected only", async (code, make) => {
    const { answer, error } = await refuse(await make());
    expect(answer).toEqual({
      status: 401,
      headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
      body: "Unauthorized",
      event: undefined,
    });
    expect([error.code, error.status]).toEqual([code, 401]);
  });

  it.each(UNGENUINE)("%s: exposeReason shows code, message and docs, and nothing secret", async (code, make) => {
    const delivery = await make();
    const { answer, error } = await refuse(delivery, { exposeReason: true });
    expect(answer.status).toBe(401);
    expect(answer.headers).toEqual({ "content-type": "application/json" });
    const shown = JSON.parse(textOf(answer));
    expect(shown).toEqual({ code, message: error.message, docs: error.docs });
    expect(error.docs).toMatch(new RegExp(`#${code.toLowerCase()}$`));
    const expected = header(await genuine()).slice(-64);
    for (const text of [textOf(answer), inspect(error, { depth: 9, showHidden: true })]) {
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain(expected);
      expect(text).not.toContain(PAYLOAD);
    }
  });

  it("the same answer for a missing and a malformed timestamp of Slack, and a body that does not fit its digest", async () => {
    const delivery = await slackDelivery("{}");
    const headers = delivery.headers as Record<string, string>;
    const receiver = createReceiver({ provider: slack, secret: SECRET }, () => {});
    const codes: string[] = [];
    const onRejected = ({ error }: { error: { code: string } }) => codes.push(error.code);
    const loud = createReceiver({ provider: slack, secret: SECRET, onRejected }, () => {});
    for (const timestamp of [undefined, "", "soon", "1e9", "-1"]) {
      const changed = { ...delivery, headers: { ...headers, "x-slack-request-timestamp": timestamp } };
      expect(await receiver.receive(changed)).toMatchObject({ status: 401, body: "Unauthorized" });
      await loud.receive(changed);
    }
    expect(codes).toEqual([
      "TIMESTAMP_MISSING",
      "TIMESTAMP_MISSING",
      "TIMESTAMP_MALFORMED",
      "TIMESTAMP_MALFORMED",
      "TIMESTAMP_MALFORMED",
    ]);
  });
});

describe("a genuine delivery that fits", () => {
  it.each([
    ["nothing", undefined, 200, undefined],
    ["reply(200)", reply(200), 200, undefined],
    ["reply(202, text)", reply(202, "taken"), 202, "taken"],
    ["reply(299)", reply(299), 299, undefined],
  ])("is answered with the handler's own 2xx, default 200: %s", async (_name, result, status, body) => {
    const spy = spyStore();
    const answer = await stripeReceiver(() => result, { store: spy.store }).receive(await genuine());
    expect([answer.status, answer.body]).toEqual([status, body]);
    expect(spy.operations()).toEqual(["claim", "complete"]);
  });

  it.each([300, 304, 400, 404, 422, 429, 500, 503])(
    "that is answered %i is released, and a retry runs it again",
    async (status) => {
      const spy = spyStore();
      const handler = vi.fn(() => reply(status, "no"));
      const { hooks } = spyHooks();
      const receiver = stripeReceiver(handler, { store: spy.store, ...hooks });
      expect(await receiver.receive(await genuine())).toMatchObject({ status, body: "no" });
      await receiver.receive(await genuine());
      expect(handler).toHaveBeenCalledTimes(2);
      expect(spy.operations()).toEqual(["claim", "release", "claim", "release"]);
    },
  );

  it("whose handler throws is answered 500 with a constant body; its error is not shown, even with exposeReason", async () => {
    const { hooks } = spyHooks();
    const fails = () => Promise.reject(new Error(PAYLOAD));
    const plain = await stripeReceiver(fails, hooks).receive(await genuine());
    expect(plain).toMatchObject({ status: 500, body: "Internal Server Error" });
    const shown = await stripeReceiver(fails, { ...hooks, exposeReason: true }).receive(await genuine());
    expect(JSON.parse(textOf(shown)).code).toBe("HANDLER_FAILED");
    expect(textOf(shown)).not.toContain(PAYLOAD);
  });

  it("comes back with its event; a refused one does not", async () => {
    const { event } = await stripeReceiver().receive(await genuine());
    expect([event?.id, event?.type]).toEqual(["evt_1", "invoice.paid"]);
    expect((await stripeReceiver().receive({ headers: {}, body: "{}" })).event).toBeUndefined();
  });
});
