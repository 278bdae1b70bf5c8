import { createReceiver, reply } from "hookonce";
import { slackCommands } from "hookonce/providers/slack-commands";
import { describe, expect, it, vi } from "vitest";
import {
  heldHandler,
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

const BODY = "command=%2Fdeploy&trigger_id=13345224609.738474920.8088930838d88f008e0";

describe("senders that read the answer", () => {
  it("get it each time: duplicates are not held back, and no store is asked", async () => {
    const spy = spyStore();
    const handler = vi.fn(() => reply(200, { text: "On my way." }));
    const receiver = createReceiver({ provider: slackCommands, secret: SECRET, store: spy.store }, handler);
    for (let i = 0; i < 2; i++) {
      const answer = await receiver.receive(await slackDelivery(BODY));
      expect(answer).toMatchObject({ status: 200, body: '{"text":"On my way."}' });
    }
    expect(handler).toHaveBeenCalledTimes(2);
    expect(spy.calls).toEqual([]);
  });

  it("get it once when deduplication is asked for", async () => {
    const spy = spyStore();
    const handler = vi.fn(() => reply(200, "On my way."));
    const receiver = createReceiver({ provider: slackCommands, secret: SECRET, store: spy.store, once: true }, handler);
    expect((await receiver.receive(await slackDelivery(BODY))).body).toBe("On my way.");
    const again = await receiver.receive(await slackDelivery(BODY));
    expect([again.status, again.body]).toEqual([200, undefined]);
    expect(handler).toHaveBeenCalledTimes(1);
    expect(spy.operations()).toEqual(["claim", "complete", "claim"]);
  });
});

describe("once: false", () => {
  it("runs duplicates side by side, each with the key, attempt 1 and fence 0", async () => {
    const spy = spyStore();
    const { handler, runs } = heldHandler();
    const receiver = stripeReceiver(handler, { store: spy.store, once: false });
    const answers = [receiver.receive(await stripeDelivery()), receiver.receive(await stripeDelivery())];
    await until(() => runs.length === 2);
    for (const { context, end } of runs) {
      expect(context).toMatchObject({ attempt: 1, fence: 0, idempotencyKey: "stripe:default:evt_1" });
      end.resolve();
    }
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200]);
    expect(spy.calls).toEqual([]);
  });

  it("still verifies, still answers 500 and tells the hooks, still ends at maxRunMs", async () => {
    const { hooks, names } = spyHooks();
    const { handler, runs, run } = heldHandler();
    const receiver = stripeReceiver(handler, { ...hooks, once: false, maxRunMs: 2000 });
    expect((await receiver.receive({ headers: {}, body: "{}" })).status).toBe(401);
    const first = receiver.receive(await stripeDelivery());
    await until(() => runs.length === 1);
    run().end.reject(new Error("no"));
    expect((await first).status).toBe(500);
    const second = receiver.receive(await stripeDelivery());
    await until(() => runs.length === 2);
    await pass(2000);
    expect((await second).status).toBe(503);
    expect(run(1).context.signal.aborted).toBe(true);
    expect(names()).toEqual(["onRejected", "onFailed", "onFailed"]);
  });
});
