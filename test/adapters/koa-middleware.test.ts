import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { webhook } from "hookonce/koa";
import Koa, { type Context } from "koa";
import Koa2 from "koa2";
import { afterEach, describe, expect, it } from "vitest";
import type { Running } from "./battery.js";
import { gate, pause, sign, until, watchedOptions } from "./support/deliveries.js";
import { listen } from "./support/listen.js";
import { client } from "./support/step.js";

type Step = (ctx: Context) => unknown;

const set =
  (values: object): Step =>
  (ctx) =>
    Object.assign(ctx, values);

describe.each([
  ["Koa 3", Koa],
  ["Koa 2", Koa2],
])("%s, what comes after the webhook", (_name, Framework) => {
  let server: Running | undefined;
  afterEach(() => server?.close());
  const start = async (step: Step, options: object = {}) => {
    const watched = watchedOptions();
    const errors: unknown[] = [];
    const around: unknown[] = [];
    const app = new Framework();
    app.on("error", (error) => errors.push(error));
    app.use(async (ctx, next) => {
      await next();
      around.push(ctx.status);
    });
    app.use(webhook({ ...watched.options, ...options })).use(async (ctx) => void (await step(ctx)));
    server = await listen(app.callback());
    return { ...client(server, watched), errors, around };
  };
  const own =
    (work: (res: Context["res"]) => unknown): Step =>
    (ctx) => {
      ctx.respond = false;
      ctx.res.statusCode = 200;
      return work(ctx.res);
    };

  const done: [string, Step, object][] = [
    ["ctx.body as JSON", set({ body: { a: 1 } }), { status: 200, body: '{"a":1}' }],
    ["ctx.body as text", set({ body: "a" }), { status: 200, body: "a" }],
    ["ctx.body as bytes", set({ body: Buffer.from("a") }), { status: 200, body: "a" }],
    ["ctx.body as a stream", (ctx) => set({ body: Readable.from(["a", "b"]) })(ctx), { status: 200, body: "ab" }],
    ["ctx.status alone", set({ status: 202 }), { status: 202, body: "Accepted" }],
    ["an empty body", set({ body: null }), { status: 204, body: "" }],
    ["ctx.res.end", (ctx) => ctx.res.writeHead(200).end("a"), { status: 200, body: "a" }],
    ["ctx.res.end with respond = false", own((res) => void res.end("a")), { status: 200, body: "a" }],
    ["ctx.res.write with respond = false", own((res) => [res.write("a"), res.end("b")]), { status: 200, body: "ab" }],
    [
      "ctx.res.end after it has returned",
      own((res) => void setTimeout(() => res.end("a"), 20)),
      { status: 200, body: "a" },
    ],
    [
      "a stream that waits for its end",
      own((res) => pipeline(Readable.from(["a", "b"]), res)),
      { status: 200, body: "ab" },
    ],
  ];
  it.each(done)("an answer by %s leaves after the claim is completed, whole", async (_how, step, answer) => {
    const { watch, post, store, errors } = await start(step);
    const signed = sign();
    const watched = await watch(signed);
    expect(watched.before).toBe("");
    expect(watched.answer).toMatchObject(answer);
    expect(store.calls).toEqual(["claim", "complete"]);
    expect(await post()).toMatchObject(answer);
    expect(await post(signed)).toMatchObject({ status: 200, body: "" });
    expect(store.calls).toEqual(["claim", "complete", "claim", "complete", "claim"]);
    expect(errors).toEqual([]);
  });

  const failed: [string, Step, object][] = [
    ["ctx.redirect", (ctx) => ctx.redirect("/elsewhere"), { status: 302, headers: { location: "/elsewhere" } }],
    ["ctx.status 503", set({ status: 503, body: "a" }), { status: 503, body: "a" }],
    ["nothing", () => {}, { status: 404, body: "Not Found" }],
    ["ctx.res.end under a status of failure", (ctx) => ctx.res.writeHead(500).end("a"), { status: 500, body: "a" }],
  ];
  it.each(failed)("an answer by %s releases the claim, then leaves", async (_how, step, answer) => {
    const { post, store } = await start(step);
    const signed = sign();
    expect(await post(signed)).toMatchObject(answer);
    expect(await post(signed)).toMatchObject(answer);
    expect(store.calls).toEqual(["claim", "release", "claim", "release"]);
  });

  it.each([
    ["an error", (ctx: Context) => ctx.throw(418, "teapot", { expose: true }), { status: 418, body: "teapot" }],
    [
      "an error without a status",
      () => Promise.reject(new Error("no")),
      { status: 500, body: "Internal Server Error" },
    ],
    ["an error under respond = false", own(() => Promise.reject(new Error("no"))), { status: 500 }],
  ])("%s that is thrown releases the claim, and Koa answers", async (_what, step, answer) => {
    const { post, store, errors, failed } = await start(step);
    expect(await post()).toMatchObject(answer);
    expect(store.calls).toEqual(["claim", "release"]);
    expect(errors).toHaveLength(1);
    expect(failed).toEqual(errors);
  });

  it("a stream of 8 MiB arrives whole, by Koa or by hand", async () => {
    const piece = Buffer.alloc(64 * 1024, "x");
    const big = () => Readable.from(Array(128).fill(piece));
    for (const step of [(ctx: Context) => set({ body: big() })(ctx), own((res) => pipeline(big(), res))]) {
      const { post } = await start(step);
      expect((await post()).body.length).toBe(8 * 1024 * 1024);
      await server?.close();
    }
  });

  it("middleware around it sees the status of the answer, of refusals too", async () => {
    const { post, around } = await start(set({ status: 201 }));
    await post();
    await post(sign({ secret: "whsec_of_another_endpoint_0123456789" }));
    expect(around).toEqual([201, 401]);
  });

  it("an error after the first byte does not undo the completion", async () => {
    const { deliver, store, errors } = await start(
      own(async (res) => {
        res.end("a");
        throw new Error("late");
      }),
    );
    const wire = await deliver();
    expect(await wire.answer()).toMatchObject({ status: 200, body: "a" });
    wire.socket.destroy();
    await until(() => errors.length > 0, "the error");
    expect(store.calls).toEqual(["claim", "complete"]);
  });

  const late: [string, (opened: Promise<void>) => Step][] = [
    ["ctx.body", (opened) => async (ctx) => [await opened, set({ body: { late: true } })(ctx)]],
    ["a status set before", (opened) => async (ctx) => [set({ status: 201 })(ctx), await opened]],
    ["ctx.res", (opened) => own(async (res) => [await opened, res.setHeader("x-late", "1"), res.end("late")])],
  ];
  it.each(late)(
    "an answer after maxRunMs goes nowhere, nothing is thrown, and the event is done: %s",
    async (_how, make) => {
      const { opened, open } = gate();
      const { post, store, errors } = await start(make(opened), { maxRunMs: 50 });
      const signed = sign();
      expect(await post(signed)).toMatchObject({ status: 503, body: "Service Unavailable" });
      open();
      await until(() => store.calls.includes("complete"), "the completion");
      expect((await post(signed)).status).toBe(200);
      expect(errors).toEqual([]);
    },
  );

  it("what answers by hand and never does is answered 503 after maxRunMs", async () => {
    const { post, store } = await start(
      own(() => {}),
      { maxRunMs: 50 },
    );
    expect(await post()).toMatchObject({ status: 503, body: "Service Unavailable" });
    expect(store.calls).toEqual(["claim"]);
  });

  it("a 2xx that is not known to be completed when maxRunMs is over becomes a 503", async () => {
    const { post, store } = await start(set({ body: "a" }), { maxRunMs: 50 });
    store.beforeComplete = pause(200);
    expect(await post()).toMatchObject({ status: 503, body: "Service Unavailable" });
  });
});
