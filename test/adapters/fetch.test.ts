import { reply, WebhookConfigError } from "hookonce";
import { webhook } from "hookonce/fetch";
import { describe, expect, it, vi } from "vitest";
import { ADDRESS, inPieces, toRequest, toStreamed } from "./fetch-requests.js";
import { gate, NOW, SECRET, sign, until, watchedOptions } from "./support/deliveries.js";

function endpoint(handler: (...args: any[]) => unknown = () => {}, own: object = {}) {
  const watched = watchedOptions();
  const handled = vi.fn(handler);
  const answer = webhook({ ...watched.options, ...own }, handled);
  return { ...watched, handled, answer };
}

describe("a request", () => {
  it("that is genuine runs the handler with event, context and platform", async () => {
    const { answer, handled } = endpoint();
    const signed = sign({ id: "evt_café" });
    const request = toRequest(signed);
    expect((await answer(request)).status).toBe(200);
    expect(handled).toHaveBeenCalledTimes(1);
    const [event, context, platform] = handled.mock.calls[0]!;
    expect(event).toMatchObject({ provider: "stripe", id: "evt_café", type: "invoice.paid" });
    expect(Buffer.from(event.body)).toEqual(signed.body);
    expect(context).toMatchObject({ attempt: 1, signal: expect.any(AbortSignal) });
    expect(platform).toBe(request);
  });

  it("that is forged, stale or from the future is answered 401 without a reason", async () => {
    const { answer, handled, rejected } = endpoint();
    const [forged, late, early] = [
      sign({ secret: `${SECRET}x` }),
      sign({ timestamp: NOW / 1000 - 301 }),
      sign({ timestamp: NOW / 1000 + 301 }),
    ];
    for (const signed of [forged, late, early]) {
      const response = await answer(toRequest(signed));
      expect([response.status, await response.text()]).toEqual([401, "Unauthorized"]);
    }
    expect(rejected.map(({ code }) => code)).toEqual(["SIGNATURE_MISMATCH", "TIMESTAMP_TOO_OLD", "TIMESTAMP_TOO_NEW"]);
    expect(handled).not.toHaveBeenCalled();
  });

  it("of another method, or encoded, is refused before its body is read", async () => {
    const { answer } = endpoint();
    const [put, encoded] = [inPieces(sign().body, 10), inPieces(sign().body, 10)];
    expect((await answer(toStreamed(sign(), put.stream, "PUT"))).status).toBe(405);
    expect((await answer(toStreamed({ headers: [["content-encoding", "gzip"]] }, encoded.stream))).status).toBe(415);
    expect([put.given, encoded.given]).toEqual([0, 0]);
    const get = await answer(new Request(ADDRESS));
    expect([get.status, get.headers.get("allow")]).toEqual([405, "POST"]);
  });
});

describe("the answer", () => {
  it("may be a Response: status, headers and bytes arrive as they are", async () => {
    const bytes = new Uint8Array([0, 255, 10, 13]);
    const { answer } = endpoint(() => new Response(bytes, { status: 202, headers: { "x-kept": "yes" } }));
    const response = await answer(toRequest(sign()));
    expect([response.status, response.headers.get("x-kept")]).toEqual([202, "yes"]);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
  });

  it("may be a reply: text, bytes or JSON", async () => {
    const bodies = ["text", new Uint8Array([1, 2]), { ok: true }];
    const { answer } = endpoint((event) => reply(201, bodies[Number(event.id)]));
    const responses = await Promise.all(bodies.map((_body, i) => answer(toRequest(sign({ id: String(i) })))));
    expect(responses.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(responses.map(({ headers }) => headers.get("content-type"))).toEqual([
      "text/plain; charset=utf-8",
      "application/octet-stream",
      "application/json",
    ]);
    expect(await responses[0]!.text()).toBe("text");
    expect(new Uint8Array(await responses[1]!.arrayBuffer())).toEqual(bodies[1]);
    expect(await responses[2]!.json()).toEqual({ ok: true });
  });

  it.each([204, 205, 304])("with the status %i carries no body, whatever the handler gave", async (status) => {
    for (const own of [() => reply(status, "text"), () => new Response(null, { status })]) {
      const response = await endpoint(own).answer(toRequest(sign()));
      expect([response.status, response.body]).toEqual([status, null]);
    }
  });

  it("of 20 duplicates at once comes when the one run has ended, and is 200 for all", async () => {
    const { opened, open } = gate();
    const { answer, handled } = endpoint(() => opened);
    const signed = sign();
    const answers = Array.from({ length: 20 }, () => answer(toRequest(signed)));
    await until(() => handled.mock.calls.length > 0, "the run");
    open();
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(handled).toHaveBeenCalledTimes(1);
  });
});

describe("the platform", () => {
  const secret = vi.fn((platform: any) => platform.SECRET ?? SECRET);

  it("is the second argument where there is one, for the secret and for the handler", async () => {
    const env = { SECRET: "whsec_of_the_environment" };
    const { answer, handled } = endpoint(undefined, { secret });
    expect((await answer(toRequest(sign({ secret: env.SECRET })), env)).status).toBe(200);
    expect(secret).toHaveBeenLastCalledWith(env);
    expect(handled.mock.calls[0]![2]).toBe(env);
    expect((await answer(toRequest(sign()), env)).status).toBe(401);
  });

  it("is the request where there is none, and keeps its body", async () => {
    const { answer } = endpoint(undefined, { secret });
    const request = toRequest(sign());
    expect((await answer(request)).status).toBe(200);
    expect(secret).toHaveBeenLastCalledWith(request);
  });

  it("is asked to wait for the whole run, so that a client that leaves does not end it", async () => {
    const { opened, open } = gate();
    const { answer, handled, store } = endpoint(() => opened);
    const waitUntil = vi.fn();
    const execution = { waitUntil, passThroughOnException() {} };
    const response = answer(toRequest(sign()), {}, execution);
    expect(waitUntil.mock.contexts).toEqual([execution]);
    await until(() => handled.mock.calls.length > 0, "the run");
    open();
    await waitUntil.mock.calls[0]![0];
    expect(store.calls).toEqual(["claim", "complete"]);
    expect((await response).status).toBe(200);
  });

  it.each([
    ["null", null],
    ["a text", "env"],
    ["without waitUntil", {}],
  ])("may be %s", async (_name, platform) => {
    expect((await endpoint().answer(toRequest(sign()), platform, platform)).status).toBe(200);
  });

  it("may be that of a Worker, by type", () => {
    interface Env {
      readonly SECRET: string;
    }
    interface Worker {
      fetch(request: Request, env: Env, execution: { waitUntil(promise: Promise<unknown>): void }): Promise<Response>;
    }
    const options = { ...watchedOptions().options, secret: (env: Env) => env.SECRET };
    const worker = { fetch: webhook(options, (_event, _context, env: Env) => void env.SECRET) } satisfies Worker;
    const route: (context: { request: Request }) => Promise<Response> = ({ request }) => worker.fetch(request);
    expect(route).toBeTypeOf("function");
  });
});

describe("options", () => {
  it("that cannot be right throw while the app is built", () => {
    const { options } = watchedOptions();
    expect(() => webhook({ ...options, secret: undefined }, () => {})).toThrow(WebhookConfigError);
    expect(() => webhook({ ...options, maxBodyBytes: 0 }, () => {})).toThrow(/maxBodyBytes/);
    expect(() => webhook(options, undefined as never)).toThrow(/handler/);
  });
});
