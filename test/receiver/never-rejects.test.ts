import fc from "fast-check";
import { createReceiver, type IncomingDelivery } from "hookonce";
import { github } from "hookonce/providers/github";
import { slack } from "hookonce/providers/slack";
import { twilio } from "hookonce/providers/twilio";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { elapse, onVirtualClock, SECRET, spyHooks, spyStore, stripeDelivery, stripeReceiver } from "./_support.js";

onVirtualClock();

const unhandled = vi.fn();
beforeEach(() => {
  unhandled.mockClear();
  process.on("unhandledRejection", unhandled);
});
afterEach(() => {
  process.off("unhandledRejection", unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

const garbage = () =>
  fc.oneof(
    fc.anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true, withNullPrototype: true }),
    fc.constant(Symbol("x")),
    fc.constant(
      new Proxy(
        {},
        {
          get: () => {
            throw new Error("trap");
          },
          ownKeys: () => {
            throw new Error("trap");
          },
        },
      ),
    ),
    fc.constant(() => {
      throw new Error("call");
    }),
  );

const headers = () =>
  fc.oneof(
    fc.dictionary(
      fc.constantFrom(
        "stripe-signature",
        "X-Hub-Signature-256",
        "x-slack-signature",
        "content-length",
        "content-encoding",
        "__proto__",
      ),
      fc.oneof(fc.string({ unit: "binary" }), fc.array(fc.string()), fc.constant("t=1,v1=00"), garbage()),
    ),
    fc.array(fc.string()),
    garbage(),
  );

const delivery = () =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record(
        {
          method: fc.oneof(fc.constantFrom("POST", "GET"), garbage()),
          url: fc.oneof(fc.webUrl(), garbage()),
          headers: headers(),
          body: fc.oneof(fc.string(), fc.uint8Array(), fc.func(garbage()), garbage()),
        },
        { requiredKeys: [] },
      ),
    },
    garbage(),
  );

const statusOk = (status: unknown) =>
  Number.isInteger(status) && (status as number) >= 200 && (status as number) <= 599;

describe("receive never rejects", () => {
  it("whatever the delivery is, and never says 2xx to what nobody signed", async () => {
    const spy = spyStore();
    const handler = vi.fn();
    const { hooks } = spyHooks();
    const options = { secret: SECRET, store: spy.store, ...hooks };
    const receivers = [
      stripeReceiver(handler, options),
      createReceiver({ provider: github, ...options }, handler),
      createReceiver({ provider: slack, ...options, exposeReason: true }, handler),
      createReceiver({ provider: twilio, ...options, publicUrl: "https://example.com/hook" }, handler),
    ];
    await fc.assert(
      fc.asyncProperty(delivery(), garbage(), fc.nat(3), async (given, platform, which) => {
        const answer = await receivers[which]?.receive(given as IncomingDelivery, platform);
        expect(statusOk(answer?.status)).toBe(true);
        expect(answer?.status).toBeGreaterThanOrEqual(400);
      }),
      { seed: 20261102, numRuns: 800 },
    );
    expect(handler).not.toHaveBeenCalled();
    expect(spy.calls).toEqual([]);
  });

  it("whatever the handler throws", async () => {
    const { hooks } = spyHooks();
    let n = 0;
    await fc.assert(
      fc.asyncProperty(garbage(), fc.boolean(), async (thrown, late) => {
        const handler = () => {
          if (late) return Promise.reject(thrown);
          throw thrown;
        };
        const answer = await stripeReceiver(handler, hooks).receive(await stripeDelivery(`evt_${n++}`));
        expect(answer.status).toBe(500);
      }),
      { seed: 20261103, numRuns: 200 },
    );
  });

  it("whatever the handler returns, and answers a status that HTTP knows", async () => {
    const { hooks } = spyHooks();
    const likeResponse = fc.record({ status: garbage(), arrayBuffer: fc.func(garbage()), headers: garbage() });
    const responses = fc.constantFrom(
      Response.error(),
      new Response("x", { status: 201 }),
      Response.redirect("http://x/"),
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(garbage(), likeResponse, responses), async (returned) => {
        const answer = await stripeReceiver(() => returned, hooks).receive(await stripeDelivery());
        expect(statusOk(answer.status)).toBe(true);
      }),
      { seed: 20261104, numRuns: 250 },
    );
  });

  it("whatever the store gives or throws", async () => {
    const { hooks } = spyHooks();
    const behaviour = fc.record({ how: fc.constantFrom("gives", "resolves", "rejects", "throws"), value: garbage() });
    const act =
      ({ how, value }: { how: string; value: unknown }) =>
      () => {
        if (how === "throws") throw value;
        if (how === "rejects") return Promise.reject(value);
        return how === "gives" ? value : Promise.resolve(value);
      };
    const receive = async (overrides: object, handler: () => unknown) => {
      const { store } = spyStore(overrides);
      const receiver = stripeReceiver(handler, { store, ...hooks, waitMs: 0 });
      return (await elapse(receiver.receive(await stripeDelivery()), 500)).status;
    };
    await fc.assert(
      fc.asyncProperty(behaviour, behaviour, behaviour, async (claim, complete, release) => {
        expect([200, 503]).toContain(await receive({ claim: act(claim) }, () => {}));
        expect(await receive({ complete: act(complete) }, () => {})).toBe(200);
        expect(await receive({ release: act(release) }, () => Promise.reject(new Error("no")))).toBe(500);
      }),
      { seed: 20261105, numRuns: 100 },
    );
  });
});
