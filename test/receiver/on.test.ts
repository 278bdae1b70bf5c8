import { on, reply } from "hookonce";
import { describe, expect, it, vi } from "vitest";
import { onVirtualClock, spyStore, stripeDelivery, stripeReceiver } from "./_support.js";

onVirtualClock();

type Loose = Record<string, unknown>;
const routesOf = on as unknown as (routes: Loose) => () => unknown;
const send = async (routes: Loose, type: unknown) =>
  stripeReceiver(routesOf(routes)).receive(await stripeDelivery("evt_1", { type }));

describe("on", () => {
  it("calls the one handler for the event's type, with event and context", async () => {
    const paid = vi.fn();
    const other = vi.fn();
    expect(
      (await send({ "invoice.paid": paid, "invoice.created": other, default: other }, "invoice.paid")).status,
    ).toBe(200);
    expect(paid.mock.calls[0]?.[0]).toMatchObject({ id: "evt_1", type: "invoice.paid" });
    expect(paid.mock.calls[0]?.[1]).toMatchObject({ attempt: 1, idempotencyKey: "stripe:default:evt_1" });
    expect(other).not.toHaveBeenCalled();
  });

  it.each(["invoice.Paid", "invoice.paid ", "invoice", "", undefined, 5, null])(
    "gives type %j to default",
    async (type) => {
      const paid = vi.fn();
      const rest = vi.fn();
      await send({ "invoice.paid": paid, default: rest }, type);
      expect(paid).not.toHaveBeenCalled();
      expect(rest).toHaveBeenCalledTimes(1);
    },
  );

  it("an event without a handler is done: 200, completed, never run", async () => {
    const spy = spyStore();
    const paid = vi.fn();
    const receiver = stripeReceiver(routesOf({ "invoice.paid": paid }), { store: spy.store });
    expect((await receiver.receive(await stripeDelivery("evt_1", { type: "other" }))).status).toBe(200);
    expect(paid).not.toHaveBeenCalled();
    expect(spy.operations()).toEqual(["claim", "complete"]);
  });

  it.each(["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "__defineGetter__"])(
    "type %s runs nothing that the routes only inherit",
    async (type) => {
      const inherited = vi.fn();
      const rest = vi.fn();
      const routes = Object.assign(Object.create({ [type]: inherited, "invoice.paid": inherited }), { default: rest });
      expect((await send(routes, type)).status).toBe(200);
      expect((await send(routes, "invoice.paid")).status).toBe(200);
      expect(inherited).not.toHaveBeenCalled();
      expect(rest).toHaveBeenCalledTimes(2);
    },
  );

  it("default itself must be an own property", async () => {
    const inherited = vi.fn();
    await send(Object.create({ default: inherited }), "anything");
    expect(inherited).not.toHaveBeenCalled();
  });

  it("passes on what the handler answers, throws or rejects", async () => {
    expect((await send({ a: () => reply(202) }, "a")).status).toBe(202);
    expect((await send({ a: async () => new Response(null, { status: 204 }) }, "a")).status).toBe(204);
    expect(
      (
        await send(
          {
            a: () => {
              throw new Error("no");
            },
          },
          "a",
        )
      ).status,
    ).toBe(500);
    expect((await send({ a: () => Promise.reject(new Error("no")) }, "a")).status).toBe(500);
  });
});
