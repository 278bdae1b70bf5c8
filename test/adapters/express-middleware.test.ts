import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import express, { type NextFunction, type Request, type Response } from "express";
import express4 from "express4";
import { webhook } from "hookonce/express";
import { afterEach, describe, expect, it } from "vitest";
import type { Running } from "./battery.js";
import { gate, pause, sign, until, watchedOptions } from "./support/deliveries.js";
import { listen } from "./support/listen.js";
import { client } from "./support/step.js";

type Step = (req: Request, res: Response, next: NextFunction) => unknown;

const throwing: Step = () => {
  throw new Error("no");
};

describe.each([
  ["Express 5", express],
  ["Express 4", express4],
])("%s, what comes after the webhook", (_name, framework) => {
  let server: Running | undefined;
  afterEach(() => server?.close());
  const start = async (step: Step, options: object = {}) => {
    const watched = watchedOptions();
    const app = framework();
    app.set("env", "test");
    app.post("/hook", webhook({ ...watched.options, ...options }), (req, res, next) => void step(req, res, next));
    server = await listen(app);
    return client(server, watched);
  };

  const done: [string, Step, object][] = [
    ["res.json", (_req, res) => res.json({ a: 1 }), { status: 200, body: '{"a":1}' }],
    ["res.send", (_req, res) => res.status(201).send("<p>"), { status: 201, body: "<p>" }],
    ["res.sendStatus", (_req, res) => res.sendStatus(202), { status: 202, body: "Accepted" }],
    ["res.end alone", (_req, res) => res.end(), { status: 200, body: "", headers: { "content-length": "0" } }],
    ["res.end with text", (_req, res) => res.end("é", "utf8"), { status: 200, headers: { "content-length": "2" } }],
    ["res.end in latin1", (_req, res) => res.end("é", "latin1"), { status: 200, body: "é" }],
    [
      "res.end with bytes",
      (_req, res) => res.end(Buffer.from("ab")),
      { body: "ab", headers: { "content-length": "2" } },
    ],
    ["a status without a body", (_req, res) => res.status(204).end(), { status: 204, body: "" }],
    [
      "res.writeHead",
      (_req, res) => res.writeHead(200, { "x-own": "1" }).end("a"),
      { body: "a", headers: { "x-own": "1" } },
    ],
    [
      "res.write",
      (_req, res) => [res.write("a"), res.write(Buffer.from("b")), res.end("c")],
      { status: 200, body: "abc" },
    ],
    ["res.flushHeaders", (_req, res) => [res.flushHeaders(), res.end("a")], { status: 200, body: "a" }],
    ["a stream", (_req, res) => pipeline(Readable.from(["a", "b"]), res), { status: 200, body: "ab" }],
    ["a later tick", (_req, res) => setTimeout(() => res.json(1), 20), { status: 200, body: "1" }],
  ];
  it.each(done)("an answer by %s leaves after the claim is completed, whole", async (_how, step, answer) => {
    const { watch, post, store } = await start(step);
    const signed = sign();
    const watched = await watch(signed);
    expect(watched.before).toBe("");
    expect(watched.answer).toMatchObject(answer);
    expect(store.calls).toEqual(["claim", "complete"]);
    expect(await post()).toMatchObject(answer);
    expect(await post(signed)).toMatchObject({ status: 200, body: "" });
    expect(store.calls).toEqual(["claim", "complete", "claim", "complete", "claim"]);
  });

  const failed: [string, Step, object][] = [
    ["res.redirect", (_req, res) => res.redirect("/elsewhere"), { status: 302, headers: { location: "/elsewhere" } }],
    ["res.status(500).json", (_req, res) => res.status(500).json({ a: 1 }), { status: 500, body: '{"a":1}' }],
    ["next(error)", (_req, _res, next) => next(new Error("no")), { status: 500 }],
    ["an exception", throwing, { status: 500 }],
    ["next()", (_req, _res, next) => next(), { status: 404 }],
    [
      "writing under a status of failure",
      (_req, res) => [res.status(503), res.write("a"), res.end()],
      { status: 503, body: "a" },
    ],
  ];
  it.each(failed)("an answer by %s releases the claim, then leaves", async (_how, step, answer) => {
    const { post, store } = await start(step);
    const signed = sign();
    expect(await post(signed)).toMatchObject(answer);
    expect(await post(signed)).toMatchObject(answer);
    expect(store.calls).toEqual(["claim", "release", "claim", "release"]);
  });

  it("a stream of 8 MiB arrives whole", async () => {
    const piece = Buffer.alloc(64 * 1024, "x");
    const { post } = await start((_req, res) => void pipeline(Readable.from(Array(128).fill(piece)), res));
    expect((await post()).body.length).toBe(8 * 1024 * 1024);
  });

  it("a status without a body gets no Content-Length", async () => {
    const { post } = await start((_req, res) => res.status(204).end());
    expect((await post()).headers).not.toHaveProperty("content-length");
  });

  it("callbacks of write and end are called", async () => {
    const called: string[] = [];
    const { post } = await start((_req, res) => {
      res.write("a", () => called.push("write"));
      res.end(() => called.push("end"));
    });
    expect((await post()).body).toBe("a");
    await until(() => called.length > 1, "the callbacks");
    expect(called).toEqual(["write", "end"]);
  });

  it("a second answer throws as ever, and the first is what leaves", async () => {
    const thrown: unknown[] = [];
    const { post } = await start((_req, res) => {
      res.json({ first: true });
      try {
        res.status(500).json({ second: true });
      } catch (error) {
        thrown.push((error as { code?: string }).code);
      }
      res.end("more");
    });
    expect(await post()).toMatchObject({ status: 200, body: '{"first":true}' });
    expect(thrown).toEqual(["ERR_HTTP_HEADERS_SENT"]);
  });

  it("what Node refuses to write is refused at once", async () => {
    const thrown: unknown[] = [];
    const { post } = await start((_req, res) => {
      for (const wrong of [() => res.write(1), () => res.end({}), () => res.write(null)]) {
        try {
          wrong();
        } catch (error) {
          thrown.push((error as { code?: string }).code);
        }
      }
      res.end("ok");
    });
    expect(await post()).toMatchObject({ status: 200, body: "ok" });
    expect(thrown).toEqual(["ERR_INVALID_ARG_TYPE", "ERR_INVALID_ARG_TYPE", "ERR_STREAM_NULL_VALUES"]);
  });

  it("a response that is destroyed before an answer releases the claim", async () => {
    const { deliver, store } = await start((_req, res) => res.destroy());
    const wire = await deliver();
    expect(await wire.answer()).toBeUndefined();
    await until(() => store.calls.includes("release"), "the release");
  });

  it("the claim is completed at the first byte, while the answer still goes on", async () => {
    const { opened, open } = gate();
    const { deliver, store } = await start(async (_req, res) => {
      res.write("first");
      await opened;
      res.end("last");
    });
    const wire = await deliver();
    await until(() => wire.received().includes("first"), "the first byte");
    expect(store.calls).toEqual(["claim", "complete"]);
    open();
    expect((await wire.answer())?.body).toBe("firstlast");
    wire.socket.destroy();
  });

  const late: [string, (res: Response) => unknown][] = [
    ["res.json", (res) => res.json({ late: true })],
    ["what looks at headersSent", (res) => res.headersSent || res.redirect(201, "/late")],
    ["a stream", (res) => pipeline(Readable.from(["a", "b"]), res)],
    [
      "what waits for its callbacks",
      async (res) => {
        res.flushHeaders();
        await new Promise<unknown>((resolve) => res.write("late", resolve));
        await new Promise<void>((resolve) => res.end(resolve));
      },
    ],
  ];
  it.each(late)(
    "an answer after maxRunMs goes nowhere, nothing is thrown, and the event is done: %s",
    async (_how, answer) => {
      const { opened, open } = gate();
      const seen: unknown[] = [];
      const step: Step = async (_req, res) => {
        res.status(201).set("x-own", "1");
        await opened;
        await answer(res);
        seen.push(res.statusCode);
      };
      const { deliver, store } = await start(step, { maxRunMs: 50 });
      const wire = await deliver();
      const first = await wire.answer();
      expect(first).toMatchObject({ status: 503, body: "Service Unavailable" });
      expect(first?.headers["x-own"]).toBeUndefined();
      open();
      await until(() => store.calls.includes("complete") && seen.length > 0, "the end");
      expect(seen).toEqual([201]);
      expect(wire.received()).toBe("");
      wire.socket.destroy();
    },
  );

  it("a 2xx that is not known to be completed when maxRunMs is over does not leave", async () => {
    const { post, store } = await start((_req, res) => res.json(1), { maxRunMs: 50 });
    store.beforeComplete = pause(200);
    await expect(post()).rejects.toThrow("without an answer");
  });

  it("a body parser after the webhook finds nothing to do", async () => {
    const watched = watchedOptions();
    const app = framework();
    app.use("/hook", webhook(watched.options));
    app.use(framework.json(), framework.urlencoded({ extended: true }), framework.text(), framework.raw());
    app.post("/hook", (_req: Request, res: Response) => res.json({ id: res.locals.webhook.event.id }));
    server = await listen(app);
    const { post } = client(server, watched);
    expect(await post(sign({ id: "evt_parsed" }))).toMatchObject({ status: 200, body: '{"id":"evt_parsed"}' });
  });

  it("a wrapper of the response around or inside the webhook sees the answer go by", async () => {
    const watched = watchedOptions();
    const app = framework();
    const log: string[] = [];
    const wrap = (name: string) => (_req: Request, res: any, next: NextFunction) => {
      for (const method of ["writeHead", "end"]) {
        const own = res[method];
        res[method] = (...args: unknown[]) => {
          log.push(`${name} ${method}`);
          return own.apply(res, args);
        };
      }
      next();
    };
    app.post("/hook", wrap("outer"), webhook(watched.options), wrap("inner"), (_req, res) => void res.json(1));
    server = await listen(app);
    expect(await client(server, watched).post()).toMatchObject({ status: 200, body: "1" });
    expect(log).toEqual(["inner end", "inner writeHead", "outer writeHead", "outer end"]);
  });
});
