import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { type Bounds, coalesce } from "../../src/stores/_coalesce.js";

interface Call {
  readonly key: string;
  readonly signal: AbortSignal;
}

/** A server that answers when it is told to, and what was sent to it. */
function setUp(bounds: Partial<Bounds> = {}) {
  const sent: string[][] = [];
  const open: { resolve: (answers: string[]) => void; reject: (error: Error) => void }[] = [];
  const ask = (batch: readonly Call[]) => {
    sent.push(batch.map(({ key }) => key));
    return new Promise<string[]>((resolve, reject) => open.push({ resolve, reject }));
  };
  const call = coalesce<Call, string>(
    { one: async (alone) => (await ask([alone]))[0] as string, many: ask },
    { atOnce: 1, most: 100, patienceMs: 60_000, ...bounds },
  );
  const answer = (index: number) => open[index]?.resolve((sent[index] as string[]).map((key) => `answer to ${key}`));
  const fail = (index: number, error: Error) => open[index]?.reject(error);
  const asked = (key: string, signal = new AbortController().signal) => call({ key, signal });
  return { sent, answer, fail, asked };
}

const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe("coalesce", () => {
  it("sends a call at once, in the same turn, when nothing is under way", async () => {
    const { sent, answer, asked } = setUp();
    for (const [i, key] of ["a", "b", "c"].entries()) {
      const given = asked(key);
      expect(sent).toHaveLength(i + 1);
      answer(i);
      expect(await given).toBe(`answer to ${key}`);
      await turn();
    }
    expect(sent).toEqual([["a"], ["b"], ["c"]]);
  });

  it("sends what waits in one, and gives each its own answer", async () => {
    const { sent, answer, asked } = setUp();
    const given = ["a", "b", "c", "d"].map((key) => asked(key));
    expect(sent).toEqual([["a"]]);
    answer(0);
    await turn();
    expect(sent).toEqual([["a"], ["b", "c", "d"]]);
    answer(1);
    expect(await Promise.all(given)).toEqual(["a", "b", "c", "d"].map((key) => `answer to ${key}`));
  });

  it("has as many under way as it may", () => {
    const { sent, asked } = setUp({ atOnce: 3 });
    for (const key of "abcde") asked(key);
    expect(sent).toEqual([["a"], ["b"], ["c"]]);
  });

  it("gathers what the callers of a batch ask next", async () => {
    const { sent, answer, asked } = setUp();
    for (const key of "abcd") asked(key).then(() => asked(`${key}2`));
    answer(0);
    await turn();
    answer(1);
    await turn();
    expect(sent.slice(2)).toEqual([["a2", "b2", "c2", "d2"]]);
  });

  it("holds a key once in a batch, and keeps the order of its calls", async () => {
    const { sent, answer, asked } = setUp();
    for (const key of ["first", "a", "b", "a", "c", "a", "b"]) asked(key);
    for (let i = 0; i < 4; i++) {
      answer(i);
      await turn();
    }
    expect(sent).toEqual([["first"], ["a", "b", "c"], ["a", "b"], ["a"]]);
  });

  it("is bounded", async () => {
    const { sent, answer, asked } = setUp({ most: 2 });
    for (const key of "abcdef") asked(key);
    for (let i = 0; i < 4; i++) {
      answer(i);
      await turn();
    }
    expect(sent.map(({ length }) => length)).toEqual([1, 2, 2, 1]);
  });

  it("leaves out who has given up, with the reason, and nobody else", async () => {
    const { sent, answer, asked } = setUp();
    const gone = new AbortController();
    asked("a");
    const left = asked("b", gone.signal);
    const kept = asked("c");
    gone.abort(new Error("too late"));
    answer(0);
    await expect(left).rejects.toThrow("too late");
    answer(1);
    expect(await kept).toBe("answer to c");
    expect(sent).toEqual([["a"], ["c"]]);
  });

  it("tells each of a batch its error, and goes on", async () => {
    const { sent, answer, fail, asked } = setUp();
    const given = ["a", "b", "c"].map((key) => asked(key));
    fail(0, new Error("down"));
    await turn();
    fail(1, new Error("still down"));
    expect((await Promise.allSettled(given)).map((result) => String((result as PromiseRejectedResult).reason))).toEqual(
      ["Error: down", "Error: still down", "Error: still down"],
    );
    await turn();
    const next = asked("d");
    answer(2);
    expect(await next).toBe("answer to d");
    expect(sent).toHaveLength(3);
  });

  it("an answer may be an error of its own", async () => {
    const call = coalesce<Call, string>(
      {
        one: async () => "alone",
        many: async (batch) => batch.map(({ key }) => (key === "bad" ? Promise.reject(new Error("bad")) : key)),
      },
      { atOnce: 1, most: 100, patienceMs: 1000 },
    );
    const { signal } = new AbortController();
    const results = await Promise.allSettled(["first", "a", "bad", "b"].map((key) => call({ key, signal })));
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  });

  it("waits no longer than its patience for a batch that hangs", async () => {
    const { sent, answer, asked } = setUp({ patienceMs: 20 });
    asked("hangs");
    const given = asked("b");
    expect(sent).toHaveLength(1);
    await expect.poll(() => sent).toHaveLength(2);
    answer(1);
    expect(await given).toBe("answer to b");
    const later = asked("c");
    await sleep(40);
    answer(2);
    expect(await later).toBe("answer to c");
  });
});
