import { memoryStore } from "hookonce";
import { describe, expect, it, vi } from "vitest";
import {
  heldHandler,
  isSettled,
  onVirtualClock,
  pass,
  spyStore,
  stripeDelivery,
  stripeReceiver,
  until,
} from "./_support.js";

onVirtualClock();

const KEY = "stripe:default:evt_1";

describe("forget", () => {
  it("lets a finished event run again, as attempt 1", async () => {
    const attempts: number[] = [];
    const receiver = stripeReceiver((_event, { attempt }) => void attempts.push(attempt));
    const { event } = await receiver.receive(await stripeDelivery());
    await receiver.receive(await stripeDelivery());
    expect(attempts).toEqual([1]);
    expect(await receiver.forget(event ? receiver.keyOf(event) : "")).toBe(true);
    expect((await receiver.receive(await stripeDelivery())).status).toBe(200);
    expect(attempts).toEqual([1, 1]);
  });

  it("gives false where nothing is there, and touches no other event", async () => {
    const handler = vi.fn();
    const receiver = stripeReceiver(handler);
    await receiver.receive(await stripeDelivery());
    expect(await receiver.forget("stripe:default:evt_2")).toBe(false);
    expect(await receiver.forget("stripe:other:evt_1")).toBe(false);
    await receiver.receive(await stripeDelivery());
    expect(handler).toHaveBeenCalledTimes(1);
  });

  it("is refused while a run holds the event, and works when it has ended", async () => {
    const { handler, run, runs } = heldHandler();
    const receiver = stripeReceiver(handler);
    const answer = receiver.receive(await stripeDelivery());
    await until(() => runs.length === 1);
    expect(await receiver.forget(KEY)).toBe(false);
    run().end.resolve();
    expect((await answer).status).toBe(200);
    expect(await receiver.forget(KEY)).toBe(true);
    expect(await receiver.forget(KEY)).toBe(false);
  });

  it("is a store call with a deadline: 1 s, then STORE_UNAVAILABLE", async () => {
    const spy = spyStore({ forget: () => new Promise(() => {}) });
    const forgotten = stripeReceiver(() => {}, { store: spy.store }).forget(KEY);
    forgotten.catch(() => {});
    await pass(999);
    expect(await isSettled(forgotten)).toBe(false);
    await pass(1);
    await expect(forgotten).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(spy.calls[0]).toMatchObject({ key: KEY, options: { leaseMs: 15_000, retainMs: 7 * 86_400_000 } });
  });

  it("tells the operator what the store threw", async () => {
    const error = new Error("down");
    const rejects = spyStore({ forget: () => Promise.reject(error) });
    const throws = spyStore({
      forget: () => {
        throw error;
      },
    });
    for (const { store } of [rejects, throws]) {
      await expect(stripeReceiver(() => {}, { store }).forget(KEY)).rejects.toBe(error);
    }
    expect(await stripeReceiver(() => {}, { store: memoryStore() }).forget(KEY)).toBe(false);
  });
});
