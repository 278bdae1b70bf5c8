import { type } from "arktype";
import { createReceiver, type WebhookError, type WebhookEvent } from "hookonce";
import { github } from "hookonce/providers/github";
import { stripe } from "hookonce/providers/stripe";
import * as v from "valibot";
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { githubDelivery, onVirtualClock, SECRET, spyStore, stripeDelivery, textOf } from "./_support.js";

onVirtualClock();

const SECRET_VALUE = "hunter2 in the payload";

const zod = z.object({
  id: z.string(),
  amount: z.number(),
  lines: z.array(z.object({ price: z.number() })).default([]),
});
const valibot = v.object({
  id: v.string(),
  amount: v.number(),
  lines: v.optional(v.array(v.object({ price: v.number() })), []),
});
const arktype = type({
  id: "string",
  amount: "number",
  lines: type({ price: "number" })
    .array()
    .default(() => []),
});

const SCHEMAS = [
  ["zod", zod],
  ["valibot", valibot],
  ["arktype", arktype],
] as const;

function receiverWith(schema: (typeof SCHEMAS)[number][1], options: object = {}) {
  const handler = vi.fn((event: WebhookEvent) => void event.payload);
  const spy = spyStore();
  const rejected: WebhookError[] = [];
  const onRejected = ({ error }: { error: unknown }) => rejected.push(error as WebhookError);
  const all = { provider: stripe, secret: SECRET, schema, store: spy.store, onRejected, ...options };
  const receiver = createReceiver(all, handler as never);
  return { receiver, handler, spy, rejected };
}

describe.each(SCHEMAS)("a schema of %s", (_vendor, schema) => {
  it("gives the handler what it made of the payload, defaults filled in", async () => {
    const { receiver, handler } = receiverWith(schema);
    const { status } = await receiver.receive(await stripeDelivery("evt_1", { amount: 5 }));
    expect(status).toBe(200);
    expect(handler.mock.calls[0]?.[0].payload).toMatchObject({ id: "evt_1", amount: 5, lines: [] });
  });

  it("refuses what does not fit with 400 before a claim, naming paths and no values", async () => {
    const { receiver, handler, spy, rejected } = receiverWith(schema, { exposeReason: true });
    const delivery = await stripeDelivery("evt_1", {
      amount: SECRET_VALUE,
      lines: [{ price: 1 }, { price: SECRET_VALUE }],
    });
    const answer = await receiver.receive(delivery);
    expect(answer.status).toBe(400);
    expect(rejected[0]?.code).toBe("SCHEMA_MISMATCH");
    expect(rejected[0]?.message).toContain("amount");
    expect(rejected[0]?.message).toContain("lines.1.price");
    expect(textOf(answer)).toContain("lines.1.price");
    for (const text of [textOf(answer), rejected[0]?.message, JSON.stringify(rejected[0])]) {
      expect(text).not.toContain("hunter2");
    }
    expect(handler).not.toHaveBeenCalled();
    expect(spy.calls).toEqual([]);
  });

  it("is not asked before the signature holds", async () => {
    const { receiver, rejected } = receiverWith(schema);
    const { status } = await receiver.receive(await stripeDelivery("evt_1", {}, "another secret"));
    expect([status, rejected[0]?.code]).toEqual([401, "SIGNATURE_MISMATCH"]);
  });
});

describe("a schema", () => {
  it("may be asynchronous", async () => {
    const schema = zod.refine(async ({ amount }) => Promise.resolve(amount > 0), { path: ["amount"] });
    const { receiver, handler, rejected } = receiverWith(schema as never);
    expect((await receiver.receive(await stripeDelivery("evt_1", { amount: 5 }))).status).toBe(200);
    expect((await receiver.receive(await stripeDelivery("evt_2", { amount: -5 }))).status).toBe(400);
    expect(handler).toHaveBeenCalledTimes(1);
    expect(rejected[0]?.code).toBe("SCHEMA_MISMATCH");
  });

  it("names at most five places, and the root where there is no path", async () => {
    const issues = Array.from({ length: 9 }, (_, i) => ({ path: [`field${i}`], message: SECRET_VALUE }));
    const of = (found: unknown) => ({
      "~standard": { version: 1, vendor: "own", validate: () => ({ issues: found }) },
    });
    const many = receiverWith(of(issues) as never);
    await many.receiver.receive(await stripeDelivery());
    expect(many.rejected[0]?.message).toContain("field4");
    expect(many.rejected[0]?.message).not.toContain("field5");
    expect(many.rejected[0]?.message).not.toContain("hunter2");
    const root = receiverWith(of([{ message: "x" }]) as never);
    await root.receiver.receive(await stripeDelivery());
    expect(root.rejected[0]?.message).toContain("its root");
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error(SECRET_VALUE);
      },
    ],
    ["rejects", () => Promise.reject(new Error(SECRET_VALUE))],
  ])("that %s is a fault of ours: 500, and nothing is claimed", async (_how, validate) => {
    const { receiver, handler, spy } = receiverWith({ "~standard": { version: 1, vendor: "own", validate } } as never);
    expect(await receiver.receive(await stripeDelivery())).toMatchObject({
      status: 500,
      body: "Internal Server Error",
    });
    expect(handler).not.toHaveBeenCalled();
    expect(spy.calls).toEqual([]);
  });

  it("sees a payload that cannot be parsed as 400", async () => {
    const receiver = createReceiver({ provider: github, secret: SECRET, schema: zod, onRejected: () => {} }, () => {});
    expect((await receiver.receive(await githubDelivery("{"))).status).toBe(400);
  });

  it("changes neither id nor key", async () => {
    const renamed = zod.transform(() => ({ id: "evt_other", amount: 1, lines: [] }));
    const { receiver, handler, spy } = receiverWith(renamed as never);
    await receiver.receive(await stripeDelivery("evt_1", { amount: 5 }));
    expect(handler.mock.calls[0]?.[0].id).toBe("evt_1");
    expect(spy.calls[0]?.key).toBe("stripe:default:evt_1");
  });
});
