import type { WebhookError } from "hookonce";
import { describe, expect, it, vi } from "vitest";
import {
  elapse,
  heldHandler,
  isSettled,
  onVirtualClock,
  pass,
  spyHooks,
  spyStore,
  stripeDelivery,
  stripeReceiver,
  until,
} from "./_support.js";

onVirtualClock();

const LEASE = 15_000;

/** A run whose handler has begun. */
async function begin(overrides: Parameters<typeof spyStore>[0] = {}, options: object = {}) {
  const spy = spyStore(overrides);
  const spied = spyHooks();
  const held = heldHandler();
  const receiver = stripeReceiver(held.handler, { store: spy.store, ...spied.hooks, ...options });
  const answer = receiver.receive(await stripeDelivery());
  await until(() => held.runs.length === 1);
  const { context, end } = held.run();
  return { spy, receiver, answer, end, signal: context.signal, context, held, ...spied };
}

const reasonOf = (signal: AbortSignal) => (signal.reason as WebhookError).code;

describe("maxRunMs", () => {
  it("is ten leases by default: then the sender is asked to come again and the signal aborts", async () => {
    const { signal, answer, spy, told } = await begin();
    await pass(10 * LEASE - 1);
    expect(await isSettled(answer)).toBe(false);
    expect(signal.aborted).toBe(false);
    await pass(1);
    expect(await answer).toMatchObject({ status: 503, headers: { "retry-after": "5" } });
    expect(signal.aborted).toBe(true);
    expect(reasonOf(signal)).toBe("LEASE_LOST");
    expect(told.map(([name]) => name)).toEqual(["onFailed"]);
    expect(spy.count("release")).toBe(0);
    const beats = spy.count("extend");
    await pass(10 * LEASE);
    expect(spy.count("extend")).toBe(beats);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("can be set, and a handler that never settles is taken over one lease later", async () => {
    const { answer, receiver, held } = await begin({}, { maxRunMs: 2000 });
    await pass(2000);
    expect((await answer).status).toBe(503);
    expect((await elapse(receiver.receive(await stripeDelivery()))).status).toBe(503);
    await pass(LEASE);
    const retry = receiver.receive(await stripeDelivery());
    await until(() => held.runs.length === 2);
    expect(held.run(1).context.attempt).toBe(2);
    expect(held.run(1).context.fence).toBeGreaterThan(held.run(0).context.fence);
    held.run(1).end.resolve();
    expect((await retry).status).toBe(200);
  });

  it("does not take the effect away from a handler that settles later: its fence completes", async () => {
    const { answer, receiver, end, spy, names } = await begin({}, { maxRunMs: 2000 });
    await pass(2000);
    expect((await answer).status).toBe(503);
    end.resolve();
    await until(() => spy.count("complete") === 1);
    await until(() => names().includes("onHandled"));
    expect((await receiver.receive(await stripeDelivery())).status).toBe(200);
    expect(spy.operations()).toEqual(["claim", "complete", "claim"]);
  });

  it("lets a handler that fails later release nothing", async () => {
    const { answer, end, spy } = await begin({}, { maxRunMs: 2000 });
    await pass(2000);
    await answer;
    end.reject(new Error("late"));
    expect(await isSettled(answer)).toBe(true);
    expect(spy.operations()).toEqual(["claim"]);
  });
});
