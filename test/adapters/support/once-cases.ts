import { expect, it } from "vitest";
import type { Bench, Run } from "./bench.js";
import { freshId, gate, pause, sign, until } from "./deliveries.js";
import { dial, head } from "./wire.js";

/** Each event runs once, whatever clients and handlers do. */
export function onceCases({ app }: Bench): void {
  it("a duplicate of a finished event is answered 200 and does not run", async () => {
    const { post, ran } = await app({ run: async () => ({ status: 201, body: "first" }) });
    const signed = sign();
    expect(await post(signed)).toMatchObject({ status: 201, body: "first" });
    expect(await post(signed)).toMatchObject({ status: 200, body: "" });
    expect(ran).toHaveLength(1);
  });

  it("of 20 duplicates at once one runs, and all are answered 200", async () => {
    const { post, ran } = await app({ run: () => pause(100) });
    const id = freshId();
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(sign({ id }))));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(ran).toEqual([id]);
  });

  it("20 events at once run each", async () => {
    const { post, ran } = await app({ run: () => pause(20) });
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(sign())));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(new Set(ran).size).toBe(20);
  });

  it("when the work throws the answer is 500, and a retry runs it again", async () => {
    const attempts: number[] = [];
    const run: Run = async (_event, { attempt }) => {
      attempts.push(attempt);
      if (attempt < 2) throw new Error("the database is away");
    };
    const { post, store, failed } = await app({ run });
    const signed = sign();
    const first = await post(signed);
    expect(first.status).toBe(500);
    expect(store.calls).toEqual(["claim", "release"]);
    expect(failed).toHaveLength(1);
    expect((await post(signed)).status).toBe(200);
    expect((await post(signed)).status).toBe(200);
    expect(attempts).toEqual([1, 2]);
  });

  it.each([302, 400, 409, 503])(
    "when the work answers %i the client sees it, and a retry runs it again",
    async (status) => {
      const run: Run = async (_event, { attempt }) => (attempt < 2 ? { status, body: "not now" } : { status: 204 });
      const { post, ran, store } = await app({ run });
      const signed = sign();
      expect(await post(signed)).toMatchObject({ status, body: "not now" });
      expect(store.calls).toEqual(["claim", "release"]);
      expect((await post(signed)).status).toBe(204);
      expect(ran).toHaveLength(2);
    },
  );

  it.each([
    [200, "done"],
    [201, ""],
    [202, "é ✓"],
    [299, "odd"],
  ])("when the work answers %i %j the client sees it, and the event is done", async (status, body) => {
    const { post, ran, store } = await app({ run: async () => ({ status, body }) });
    const signed = sign();
    const answer = await post(signed);
    expect(answer.status).toBe(status);
    expect(Buffer.from(answer.body, "latin1").toString()).toBe(body);
    expect(store.calls).toEqual(["claim", "complete"]);
    expect((await post(signed)).status).toBe(200);
    expect(ran).toHaveLength(1);
  });

  it("the answer leaves only after the claim is completed", async () => {
    const { opened, open } = gate();
    const { port, path, ran, store } = await app({ run: async () => ({ status: 200, body: "done" }) });
    store.beforeComplete = opened;
    const { headers, body } = sign();
    const wire = await dial(port);
    wire.write(head({ path, headers: [...headers, ["content-length", String(body.length)]] }));
    wire.write(body);
    await until(() => ran.length > 0, "the run");
    await pause(50);
    expect(wire.received()).toBe("");
    expect(store.calls).toEqual(["claim"]);
    open();
    expect(await wire.answer()).toMatchObject({ status: 200, body: "done" });
    expect(store.calls).toEqual(["claim", "complete"]);
    wire.socket.destroy();
  });

  it("when the client leaves the run goes on, its claim is completed, and a retry does not run", async () => {
    const { opened, open } = gate();
    let effects = 0;
    const run: Run = async () => {
      await opened;
      effects++;
      return { status: 200, body: "done" };
    };
    const { port, path, post, ran, store } = await app({ run });
    const signed = sign();
    const wire = await dial(port);
    wire.write(head({ path, headers: [...signed.headers, ["content-length", String(signed.body.length)]] }));
    wire.write(signed.body);
    await until(() => ran.length > 0, "the run");
    wire.socket.destroy();
    await pause(50);
    expect(store.calls).toEqual(["claim"]);
    open();
    await until(() => store.calls.includes("complete"), "the completion");
    expect((await post(signed)).status).toBe(200);
    expect([effects, ran.length]).toEqual([1, 1]);
    expect(store.calls).not.toContain("release");
  });

  it("work that never ends is answered 503 after maxRunMs; when it ends after all, it is done", async () => {
    const { opened, open } = gate();
    const run: Run = async (_event, { attempt }) => {
      if (attempt === 1) await opened;
      return { status: 200, body: "late" };
    };
    const { post, ran, store } = await app({ run, options: { maxRunMs: 100, waitMs: 0 } });
    const signed = sign();
    expect(await post(signed)).toMatchObject({
      status: 503,
      headers: { "retry-after": expect.stringMatching(/^\d+$/) },
    });
    expect(store.calls).toEqual(["claim"]);
    open();
    await until(() => store.calls.includes("complete"), "the completion");
    expect((await post(signed)).status).toBe(200);
    expect((await post(sign())).status).toBe(200);
    expect(ran).toHaveLength(2);
  });

  it("work that fails after maxRunMs does not end the process", async () => {
    const { opened, open } = gate();
    const run: Run = async (_event, { attempt }) => {
      if (attempt > 1) return;
      await opened;
      throw new Error("too late and wrong");
    };
    const { post, failed, store } = await app({ run, options: { maxRunMs: 100, leaseMs: 150, waitMs: 0 } });
    const signed = sign();
    expect((await post(signed)).status).toBe(503);
    open();
    await until(() => failed.length > 1, "the failure");
    expect(store.calls).not.toContain("complete");
    await pause(200);
    expect((await post(signed)).status).toBe(200);
  });
}
