import { createReceiver, memoryStore } from "hookonce";
import { slack } from "hookonce/providers/slack";
import { describe, expect, it, vi } from "vitest";
import {
  countArrivals,
  isSettled,
  onVirtualClock,
  pass,
  SECRET,
  slackDelivery,
  spyHooks,
  spyStore,
  stripeDelivery,
  stripeReceiver,
  until,
} from "./_support.js";

onVirtualClock();

const KEY = "stripe:default:evt_1";

/** A receiver whose store already holds a claim of another process. */
async function contend(options: { leaseMs?: number; receiver?: object } = {}) {
  const inner = memoryStore();
  const storeOptions = {
    leaseMs: options.leaseMs ?? 15_000,
    retainMs: 86_400_000,
    signal: new AbortController().signal,
  };
  const other = await inner.claim(KEY, storeOptions);
  const fence = other.state === "claimed" ? other.fence : Number.NaN;
  const spy = spyStore({}, inner);
  const { hooks, told, names } = spyHooks();
  const handler = vi.fn();
  const receiver = stripeReceiver(handler, { store: spy.store, ...hooks, ...options.receiver });
  const answer = receiver.receive(await stripeDelivery());
  await until(() => spy.calls.length >= 1);
  return { inner, fence, storeOptions, spy, told, names, handler, answer, receiver };
}

describe("a duplicate while the first run is in another process", () => {
  it("waits 3 s, then is answered 503 with the rest of the lease as Retry-After", async () => {
    const { answer, handler, told } = await contend();
    await pass(2999);
    expect(await isSettled(answer)).toBe(false);
    await pass(1);
    const { status, headers, body } = await answer;
    expect([status, headers?.["retry-after"], body]).toEqual([503, "12", "Service Unavailable"]);
    expect(handler).not.toHaveBeenCalled();
    expect(told.map(([name, { state }]) => [name, state])).toEqual([["onDuplicate", "running"]]);
  });

  it("waits a third of the provider's deadline where that is shorter: 1 s for Slack", async () => {
    const spy = spyStore({ claim: async () => ({ state: "running", retryAfterMs: 5000 }) });
    const receiver = createReceiver({ provider: slack, secret: SECRET, store: spy.store }, () => {});
    const answer = receiver.receive(await slackDelivery('{"type":"event_callback","event_id":"Ev1"}'));
    await until(() => spy.calls.length >= 1);
    await pass(999);
    expect(await isSettled(answer)).toBe(false);
    await pass(1);
    expect(await answer).toMatchObject({ status: 503, headers: { "retry-after": "5" } });
  });

  it("asks the store again now and then, not in a tight loop", async () => {
    const { answer, spy } = await contend();
    await pass(3000);
    await answer;
    expect(spy.count("claim")).toBeGreaterThanOrEqual(3);
    expect(spy.count("claim")).toBeLessThanOrEqual(10);
    expect(spy.operations().every((operation) => operation === "claim")).toBe(true);
  });

  it("does not wait with waitMs 0: one claim, and 503", async () => {
    const { answer, spy } = await contend({ receiver: { waitMs: 0 } });
    expect((await answer).status).toBe(503);
    expect(spy.operations()).toEqual(["claim"]);
  });

  it("is answered 200 when that run ends meanwhile", async () => {
    const { answer, inner, fence, storeOptions, handler, told } = await contend();
    await pass(1000);
    await inner.complete(KEY, fence, storeOptions);
    await pass(2000);
    expect((await answer).status).toBe(200);
    expect(handler).not.toHaveBeenCalled();
    expect(told.map(([name, { state }]) => [name, state])).toEqual([["onDuplicate", "done"]]);
  });

  it("runs the event when that run fails meanwhile", async () => {
    const { answer, inner, fence, storeOptions, handler } = await contend();
    await pass(1000);
    await inner.release(KEY, fence, storeOptions);
    await pass(2000);
    expect((await answer).status).toBe(200);
    expect(handler).toHaveBeenCalledTimes(1);
    expect(handler.mock.calls[0]?.[1]).toMatchObject({ attempt: 2 });
  });

  it("takes over when that run's lease lapses meanwhile", async () => {
    const { answer, fence, handler } = await contend({ leaseMs: 2000 });
    await pass(3000);
    expect((await answer).status).toBe(200);
    expect(handler.mock.calls[0]?.[1].fence).toBeGreaterThan(fence);
  });

  it("is joined by further duplicates, which cost no store call", async () => {
    const { schema, arrived } = countArrivals();
    const { answer, spy, receiver } = await contend({ receiver: { schema } });
    const more = receiver.receive(await stripeDelivery());
    await arrived(2);
    const before = spy.calls.length;
    await pass(50);
    expect(spy.calls.length).toBe(before);
    await pass(3000);
    expect((await answer).status).toBe(503);
    expect((await more).status).toBe(503);
  });

  it.each([
    [600_000, "30"],
    [Number.POSITIVE_INFINITY, "30"],
    [1, "1"],
    [0, "1"],
    [-5000, "1"],
    [Number.NaN, "1"],
    ["soon", "1"],
    [undefined, "1"],
  ])("Retry-After is 1 to 30 s whatever the store says: %s gives %s", async (retryAfterMs, seconds) => {
    const spy = spyStore({ claim: async () => ({ state: "running", retryAfterMs }) });
    const answer = await stripeReceiver(() => {}, { store: spy.store, waitMs: 0 }).receive(await stripeDelivery());
    expect([answer.status, answer.headers?.["retry-after"]]).toEqual([503, seconds]);
  });
});
