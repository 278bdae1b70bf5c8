import express from "express";
import express4 from "express4";
import { defineProvider, token } from "hookonce";
import { webhook as forExpress } from "hookonce/express";
import { webhook as forKoa } from "hookonce/koa";
import Koa from "koa";
import Koa2 from "koa2";
import { describe, expect, it, type TestContext } from "vitest";
import { bodyOf, sign, until, watchedOptions } from "./support/deliveries.js";
import { listen } from "./support/listen.js";
import { client } from "./support/step.js";
import { chunk, dial, head, send } from "./support/wire.js";

type Options = ReturnType<typeof watchedOptions>["options"];

const listeners = {
  "Express 5": (options: Options) =>
    express().use(
      "/hook",
      forExpress(options, () => {}),
    ),
  "Express 4": (options: Options) =>
    express4().use(
      "/hook",
      forExpress(options, () => {}),
    ),
  "node:http with the Express adapter": (options: Options) => forExpress(options, () => {}) as never,
  "Koa 3": (options: Options) => new Koa().use(forKoa(options, () => {})).callback(),
  "Koa 2": (options: Options) => new Koa2().use(forKoa(options, () => {})).callback(),
};

// At once, as some wait for the end of a connection.
describe.each(Object.entries(listeners))("%s, on the wire", { concurrent: true }, (name, listener) => {
  const start = async ({ onTestFinished }: TestContext, options: object = {}) => {
    const watched = watchedOptions();
    const server = await listen(listener({ ...watched.options, ...options }));
    onTestFinished(() => server.close());
    return client(server, watched);
  };

  it("two deliveries and a refusal go over one connection", async (test) => {
    const { deliver, store } = await start(test);
    const wire = await deliver();
    expect((await wire.answer())?.status).toBe(200);
    for (const [signed, status] of [
      [sign({ secret: "whsec_of_another_endpoint_0123456789" }), 401],
      [sign(), 200],
    ] as const) {
      wire.write(head({ path: "/hook", headers: [...signed.headers, ["content-length", String(signed.body.length)]] }));
      wire.write(signed.body);
      expect((await wire.answer())?.status).toBe(status);
    }
    wire.socket.destroy();
    expect(store.calls).toEqual(["claim", "complete", "claim", "complete"]);
  });

  it.for([
    ["Content-Length", [["content-length", String(2 ** 40)]]],
    ["chunks", [["transfer-encoding", "chunked"]]],
  ] as [string, [string, string][]][])(
    "a client amid an upload too large by %s can read the 413, then the connection ends",
    async ([, length], test) => {
      const { port } = await start(test);
      const wire = await dial(port);
      wire.write(head({ path: "/hook", headers: [...sign().headers, ...length] }));
      const piece = chunk(Buffer.alloc(64 * 1024));
      let ended = false;
      wire.socket.once("close", () => {
        ended = true;
      });
      // It goes on sending, whatever it is answered.
      const pump = () => {
        if (ended) return;
        wire.write(piece);
        setTimeout(pump, 2);
      };
      pump();
      expect(await wire.answer()).toMatchObject({
        status: 413,
        headers: { connection: "close" },
        body: "Content Too Large",
      });
      await until(() => ended, "the end of the connection");
    },
  );

  it("a client that sends the rest of a refused body is not reset", async (test) => {
    const { port } = await start(test);
    const wire = await dial(port);
    const body = bodyOf(1024 * 1024 + 1);
    const errors: unknown[] = [];
    wire.socket.on("error", (error) => errors.push(error));
    wire.write(head({ path: "/hook", headers: [...sign().headers, ["content-length", String(body.length)]] }));
    wire.write(body.subarray(0, 1000));
    expect(await wire.answer()).toMatchObject({ status: 413 });
    wire.write(body.subarray(1000));
    await new Promise((resolve) => wire.socket.once("close", resolve));
    expect(errors).toEqual([]);
  });

  it("a slow client that has been answered 408 is let go", async (test) => {
    const { port } = await start(test, { bodyTimeoutMs: 50 });
    const wire = await dial(port);
    wire.write(head({ path: "/hook", headers: [...sign().headers, ["content-length", "1000"]] }));
    expect(await wire.answer()).toMatchObject({ status: 408, headers: { connection: "close" } });
    await new Promise((resolve) => wire.socket.once("close", resolve));
  });

  it("a refusal before the body is read ends the connection without reading on", async (test) => {
    const { port } = await start(test);
    const wire = await dial(port);
    const headers = [...sign().headers, ["content-encoding", "gzip"], ["content-length", "1000"]] as [string, string][];
    wire.write(head({ path: "/hook", headers }));
    expect(await wire.answer()).toMatchObject({ status: 415, headers: { connection: "close" } });
    await new Promise((resolve) => wire.socket.once("close", resolve));
  });

  it("an empty body is refused for its signature, not for its length", async (test) => {
    const { post, rejected } = await start(test);
    expect((await post({ headers: [], body: Buffer.alloc(0) })).status).toBe(401);
    expect(rejected.map(({ code }) => code)).toEqual(["SIGNATURE_MISSING"]);
  });

  it("an answer without a body has no Content-Type", async (test) => {
    const { post } = await start(test);
    const { status, headers } = await post();
    expect([status, headers["content-type"], headers["content-length"]]).toEqual([200, undefined, "0"]);
  });

  it("a header that came twice is seen as such, even one of which Node keeps the first", async (test) => {
    const { onTestFinished } = test;
    const scheme = token({ header: "authorization" });
    const provider = defineProvider({
      id: "own",
      name: "Own",
      docs: "https://example.com",
      checked: "2026-11",
      scheme,
    });
    const secret = "whsec_battery_0123456789abcdefghijklmnop";
    const { options, rejected } = watchedOptions();
    const server = await listen(listener({ ...options, provider, secret } as never));
    onTestFinished(() => server.close());
    const one: [string, string] = ["authorization", secret];
    expect((await send(server.port, { path: "/hook", headers: [one, one] }, "{}")).status).toBe(401);
    expect(rejected.map(({ code }) => code)).toEqual(["SIGNATURE_DUPLICATED"]);
    expect((await send(server.port, { path: "/hook", headers: [one] }, "{}")).status).toBe(200);
  });

  it("headers of an answer arrive; what Node computes itself is not taken from a handler", async ({
    onTestFinished,
  }) => {
    const watched = watchedOptions();
    const response = () =>
      new Response("own", { status: 201, headers: { "x-own": "1", "content-length": "99", "content-type": "text/x" } });
    const server = await listen(
      name.startsWith("Koa")
        ? new Koa().use(forKoa(watched.options, response)).callback()
        : (forExpress(watched.options, response) as never),
    );
    onTestFinished(() => server.close());
    expect(await client(server, watched).post()).toMatchObject({
      status: 201,
      body: "own",
      headers: { "x-own": "1", "content-type": "text/x", "content-length": "3" },
    });
  });
});
