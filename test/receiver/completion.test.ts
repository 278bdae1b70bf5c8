import { describe, expect, it, vi } from "vitest";
import { elapse, onVirtualClock, spyHooks, spyStore, stripeDelivery, stripeReceiver } from "./_support.js";

onVirtualClock();

async function receive(overrides: Parameters<typeof spyStore>[0], handler: () => unknown = () => {}) {
  const spy = spyStore(overrides);
  const { hooks, told, names } = spyHooks();
  const answer = await elapse(
    stripeReceiver(handler, { store: spy.store, ...hooks }).receive(await stripeDelivery()),
    10,
  );
  return { answer, spy, told, names };
}

describe("telling the store that the effect is there", () => {
  it("is tried three times, then onCompletionLost is told and the answer is 2xx all the same", async () => {
    const { answer, spy, told, names } = await receive({ complete: () => Promise.reject(new Error("down")) });
    expect(answer.status).toBe(200);
    expect(spy.operations()).toEqual(["claim", "complete", "complete", "complete"]);
    expect(names()).toEqual(["onStoreError", "onStoreError", "onStoreError", "onCompletionLost"]);
    expect(told.at(-1)?.[1]).toMatchObject({ key: "stripe:default:evt_1", reason: "unreachable" });
    expect(told.at(-1)?.[1].fence).toBe(spy.calls[1]?.fence);
  });

  it.each(["hangs", "throws at once"])("is tried three times too when the store %s", async (how) => {
    const complete = vi.fn((): Promise<boolean> => {
      if (how === "hangs") return new Promise(() => {});
      throw new Error("down");
    });
    const { answer, names } = await receive({ complete });
    expect(answer.status).toBe(200);
    expect(complete).toHaveBeenCalledTimes(3);
    expect(names().at(-1)).toBe("onCompletionLost");
  });

  it.each([1, 2])("counts as done when it succeeds after %i failures", async (failures) => {
    let left = failures;
    const { answer, spy, names } = await receive({
      complete: async () => {
        if (left-- > 0) throw new Error("down");
        return true;
      },
    });
    expect(answer.status).toBe(200);
    expect(spy.count("complete")).toBe(failures + 1);
    expect(names()).toEqual([...Array(failures).fill("onStoreError"), "onHandled"]);
  });

  it("leaves time between the tries, and more before the last", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.5);
    const { spy } = await receive({ complete: () => Promise.reject(new Error("down")) });
    const [first = 0, second = 0, third = 0] = spy.calls.slice(1).map(({ at }) => at);
    expect(second - first).toBeGreaterThanOrEqual(20);
    expect(third - second).toBeGreaterThan(second - first);
    vi.restoreAllMocks();
  });

  it("is not repeated when the store says that the claim was lost: 2xx and onCompletionLost", async () => {
    const { answer, spy, told, names } = await receive({ complete: async () => false });
    expect(answer.status).toBe(200);
    expect(spy.count("complete")).toBe(1);
    expect(names()).toEqual(["onCompletionLost"]);
    expect(told[0]?.[1]).toMatchObject({ reason: "lost" });
  });

  it.each([[undefined], [null], [1], ["true"], [{}]])("takes %j for no yes", async (garbage) => {
    const { answer, names } = await receive({ complete: async () => garbage });
    expect(answer.status).toBe(200);
    expect(names()).toEqual(["onCompletionLost"]);
  });

  it("never asks for a release of what was handled", async () => {
    for (const complete of [async () => false, () => Promise.reject(new Error("down"))]) {
      const { spy } = await receive({ complete });
      expect(spy.count("release")).toBe(0);
    }
  });
});

describe("telling the store that the handler failed", () => {
  const fails = () => Promise.reject(new Error("no"));

  it("is done once", async () => {
    const { answer, spy } = await receive({}, fails);
    expect(answer.status).toBe(500);
    expect(spy.operations()).toEqual(["claim", "release"]);
  });

  it.each([
    ["rejects", () => Promise.reject(new Error("down"))],
    [
      "throws at once",
      () => {
        throw new Error("down");
      },
    ],
    ["says no", async () => false],
    ["says nothing", async () => undefined],
  ])("changes nothing when the store %s", async (_how, release) => {
    const { answer, names } = await receive({ release }, fails);
    expect(answer.status).toBe(500);
    expect(names().at(-1)).toBe("onFailed");
    expect(names()).not.toContain("onCompletionLost");
  });
});
