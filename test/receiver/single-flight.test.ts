import { memoryStore, reply } from "hookonce";
import { describe, expect, it, vi } from "vitest";
import {
  countArrivals,
  elapse,
  heldHandler,
  isSettled,
  onVirtualClock,
  pass,
  spyHooks,
  spyStore,
  stripeDelivery,
  stripeReceiver,
  turn,
  until,
} from "./_support.js";

onVirtualClock();

describe("duplicates of an event that runs in this process", () => {
  it("get the answer 200 when the run succeeds, and are told as joined", async () => {
    const { hooks, told } = spyHooks();
    const { handler, run, runs } = heldHandler();
    const { schema, arrived } = countArrivals();
    const receiver = stripeReceiver(handler, { ...hooks, schema });
    const first = receiver.receive(await stripeDelivery());
    await until(() => runs.length === 1);
    const second = receiver.receive(await stripeDelivery());
    await arrived(2);
    expect(await isSettled(second)).toBe(false);
    run().end.resolve(reply(202, "taken"));
    expect(await first).toMatchObject({ status: 202, body: "taken" });
    expect(await second).toMatchObject({ status: 200 });
    expect(runs).toHaveLength(1);
    expect(told.map(([name, { state }]) => [name, state])).toEqual([
      ["onHandled", undefined],
      ["onDuplicate", "joined"],
    ]);
  });

  it.each([
    ["throws", (end: { reject(error: unknown): void }) => end.reject(new Error("no")), 500],
    ["answers 422", (end: { resolve(value: unknown): void }) => end.resolve(reply(422)), 422],
  ])("get no 2xx when it %s", async (_how, end, status) => {
    const { handler, run, runs } = heldHandler();
    const { schema, arrived } = countArrivals();
    const receiver = stripeReceiver(handler, { schema });
    const first = receiver.receive(await stripeDelivery());
    await until(() => runs.length === 1);
    const second = receiver.receive(await stripeDelivery());
    await arrived(2);
    end(run().end);
    expect((await first).status).toBe(status);
    expect((await second).status).toBe(status);
    expect(runs).toHaveLength(1);
  });

  it("must each be genuine: a forgery does not join", async () => {
    const { handler, run, runs } = heldHandler();
    const receiver = stripeReceiver(handler);
    const first = receiver.receive(await stripeDelivery());
    await until(() => runs.length === 1);
    expect((await receiver.receive(await stripeDelivery("evt_1", {}, "another secret"))).status).toBe(401);
    run().end.resolve();
    await first;
  });

  it("another event, and another endpoint's, do not join", async () => {
    const { handler, runs } = heldHandler();
    const receiver = stripeReceiver(handler);
    const elsewhere = stripeReceiver(handler, { endpoint: "second" });
    const answers = [
      receiver.receive(await stripeDelivery("evt_1")),
      receiver.receive(await stripeDelivery("evt_2")),
      elsewhere.receive(await stripeDelivery("evt_1")),
    ];
    await until(() => runs.length === 3);
    for (const { end } of runs) end.resolve();
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200]);
    const keys = runs.map(({ context }) => context.idempotencyKey).sort();
    expect(keys).toEqual(["stripe:default:evt_1", "stripe:default:evt_2", "stripe:second:evt_1"]);
  });

  it("wait no longer than waitMs, then are asked to come again", async () => {
    const { hooks, told } = spyHooks();
    const { handler, run, runs } = heldHandler();
    const { schema, arrived } = countArrivals();
    const receiver = stripeReceiver(handler, { ...hooks, schema });
    const first = receiver.receive(await stripeDelivery());
    await until(() => runs.length === 1);
    const second = receiver.receive(await stripeDelivery());
    await arrived(2);
    await pass(2999);
    expect(await isSettled(second)).toBe(false);
    await pass(1);
    const { status, headers } = await second;
    expect([status, headers?.["retry-after"]]).toEqual([503, "1"]);
    expect(told.map(([name, { state }]) => [name, state])).toEqual([["onDuplicate", "running"]]);
    run().end.resolve();
    expect((await first).status).toBe(200);
  });

  it("do not wait with waitMs 0", async () => {
    const { handler, run, runs } = heldHandler();
    const receiver = stripeReceiver(handler, { waitMs: 0 });
    const first = receiver.receive(await stripeDelivery());
    await until(() => runs.length === 1);
    expect((await receiver.receive(await stripeDelivery())).status).toBe(503);
    run().end.resolve();
    await first;
  });

  it("are at most 1,000 at a time; those beyond are asked to come again at once", async () => {
    const { handler, run, runs } = heldHandler();
    const spy = spyStore();
    const receiver = stripeReceiver(handler, { store: spy.store });
    const delivery = await stripeDelivery();
    const first = receiver.receive(delivery);
    await until(() => runs.length === 1);
    let ended = 0;
    const answers = Array.from({ length: 1003 }, () =>
      receiver.receive(delivery).finally(() => {
        ended++;
      }),
    );
    await until(() => ended >= 3);
    await turn();
    expect(ended).toBe(3);
    run().end.resolve();
    const statuses = (await Promise.all([first, ...answers])).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1001);
    expect(statuses.filter((status) => status === 503)).toHaveLength(3);
    expect(spy.operations()).toEqual(["claim", "complete"]);
  });

  it("1,000 at the same moment: the handler runs once, each is answered 2xx or 503, no run is lost", async () => {
    const handler = vi.fn(async () => {});
    const spy = spyStore();
    const receiver = stripeReceiver(handler, { store: spy.store });
    const delivery = await stripeDelivery();
    const answers = await elapse(Promise.all(Array.from({ length: 1000 }, () => receiver.receive(delivery))));
    expect(answers.every(({ status }) => status === 200 || status === 503)).toBe(true);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
    expect(handler).toHaveBeenCalledTimes(1);
    expect(spy.count("complete")).toBe(1);
    expect((await receiver.receive(delivery)).status).toBe(200);
    expect(handler).toHaveBeenCalledTimes(1);
  });

  it("1,000 over ten processes with one store: the handler runs once", async () => {
    const store = memoryStore();
    const handler = vi.fn(async () => {});
    const processes = Array.from({ length: 10 }, () => stripeReceiver(handler, { store }));
    const delivery = await stripeDelivery();
    const answers = await elapse(
      Promise.all(Array.from({ length: 1000 }, (_, i) => processes[i % 10]?.receive(delivery))),
    );
    expect(answers.every((answer) => answer?.status === 200 || answer?.status === 503)).toBe(true);
    expect(handler).toHaveBeenCalledTimes(1);
  });

  it("a failed run lets go of them: the next delivery runs again", async () => {
    const { handler, run, runs } = heldHandler();
    const receiver = stripeReceiver(handler);
    const first = receiver.receive(await stripeDelivery());
    await until(() => runs.length === 1);
    run().end.reject(new Error("no"));
    await first;
    const second = receiver.receive(await stripeDelivery());
    await until(() => runs.length === 2);
    run(1).end.resolve();
    expect((await second).status).toBe(200);
    expect(run(1).context.attempt).toBe(2);
  });
});
