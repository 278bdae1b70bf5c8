import { createHmac } from "node:crypto";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { reply, type TransactionalStore, WebhookConfigError } from "hookonce";
import { webhook } from "hookonce/hono";
import { slack } from "hookonce/providers/slack";
import { stripe } from "hookonce/providers/stripe";
import { describe, expect, it, vi } from "vitest";
import { gate, NOW, pause, SECRET, type Signed, sign, until, watchedOptions } from "./support/deliveries.js";

const init = ({ headers, body }: Signed) => ({ method: "POST", headers, body: new Uint8Array(body) });
const secret = (c: any) => c.env.STRIPE_WEBHOOK_SECRET;
const ENV = { STRIPE_WEBHOOK_SECRET: SECRET };

describe("with a handler", () => {
  it("the secret and the handler get Hono's context", async () => {
    const { options } = watchedOptions();
    const seen: unknown[] = [];
    const app = new Hono().post(
      "/hooks/:shop",
      webhook({ ...options, secret }, (event, _context, c) => void seen.push(event.id, c.req.param("shop"), c.env)),
    );
    expect((await app.request("/hooks/7", init(sign({ id: "evt_a" })), ENV)).status).toBe(200);
    expect(seen).toEqual(["evt_a", "7", ENV]);
    expect((await app.request("/hooks/7", init(sign()), { STRIPE_WEBHOOK_SECRET: `${SECRET}x` })).status).toBe(401);
    expect(seen).toHaveLength(3);
  });

  it("headers that were set before stay, those of the answer win", async () => {
    const { options } = watchedOptions();
    const app = new Hono();
    app.use(async (c, next) => {
      c.header("x-request-id", "7");
      c.header("content-type", "text/html");
      await next();
    });
    app.post(
      "/",
      webhook(options, () => reply(201, { ok: true })),
    );
    const response = await app.request("/", init(sign()));
    expect([response.status, await response.json()]).toEqual([201, { ok: true }]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "x-request-id": "7",
      "content-type": "application/json",
    });
  });

  it("the answer may be made with Hono's context", async () => {
    const { options } = watchedOptions();
    const app = new Hono().post(
      "/",
      webhook(options, (event, _context, c) => c.json({ id: event.id }, 202)),
    );
    const response = await app.request("/", init(sign({ id: "evt_b" })));
    expect([response.status, await response.json()]).toEqual([202, { id: "evt_b" }]);
  });

  it("an answer without a body has none: 204", async () => {
    const { options } = watchedOptions();
    const app = new Hono().post(
      "/",
      webhook(options, () => reply(204, "text")),
    );
    const response = await app.request("/", init(sign()));
    expect([response.status, response.body]).toEqual([204, null]);
  });

  it("a platform that has an execution context is asked to wait for the run", async () => {
    const { opened, open } = gate();
    const { options, store } = watchedOptions();
    const app = new Hono().post(
      "/",
      webhook(options, () => opened),
    );
    const waitUntil = vi.fn();
    const execution = { waitUntil, passThroughOnException() {}, props: {} };
    const response = app.request("/", init(sign()), {}, execution);
    await until(() => store.calls.length > 0, "the claim");
    expect(waitUntil.mock.contexts).toEqual([execution]);
    open();
    await waitUntil.mock.calls[0]![0];
    expect(store.calls).toEqual(["claim", "complete"]);
    expect((await response).status).toBe(200);
  });
});

describe("as a middleware", () => {
  it("sets event and context, typed, and leaves the answer to what comes after", async () => {
    const { options } = watchedOptions();
    interface Paid {
      readonly type: "invoice.paid";
      readonly amount: number;
    }
    const app = new Hono().post("/", webhook({ ...options, provider: stripe.typed<Paid>() }), (c) => {
      const { event, context } = c.get("webhook");
      const type: "invoice.paid" = event.type;
      const amount: number = event.payload.amount;
      // @ts-expect-error not a member of the payload
      event.payload.price;
      return c.json(
        { id: event.id, type, amount, attempt: context.attempt, key: c.var.webhook.context.idempotencyKey },
        202,
      );
    });
    const body = JSON.stringify({ id: "evt_c", type: "invoice.paid", amount: 7 });
    const response = await app.request("/", init(sign({ body })));
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({
      id: "evt_c",
      type: "invoice.paid",
      amount: 7,
      attempt: 1,
      key: "stripe:default:evt_c",
    });
  });

  it("does not call what comes after for a delivery that is refused or known", async () => {
    const { options } = watchedOptions();
    const after = vi.fn((c: any) => c.text("done"));
    const app = new Hono().post("/", webhook(options), after);
    const signed = sign();
    expect((await app.request("/", init(sign({ timestamp: NOW / 1000 - 301 })))).status).toBe(401);
    expect(await (await app.request("/", init(signed))).text()).toBe("done");
    expect(await (await app.request("/", init(signed))).text()).toBe("");
    expect(after).toHaveBeenCalledTimes(1);
  });

  it("answers a handshake by itself", async () => {
    const { options } = watchedOptions();
    const after = vi.fn((c: any) => c.text("done"));
    const app = new Hono().post("/", webhook({ ...options, provider: slack, secret: SECRET }), after);
    const body = JSON.stringify({ type: "url_verification", challenge: "3eZbrw1aBm2" });
    const headers = slackHeaders(body);
    const response = await app.request("/", { method: "POST", headers, body });
    expect([response.status, await response.text()]).toEqual([200, "3eZbrw1aBm2"]);
    expect(after).not.toHaveBeenCalled();
  });

  it.each([
    ["an error", () => Promise.reject(new Error("no")), 500, "Internal Server Error"],
    ["an HTTPException", () => Promise.reject(new HTTPException(409, { message: "busy" })), 409, "busy"],
    ["an error that onError makes a 200", () => Promise.reject(new TypeError("no")), 200, "forgiven"],
    ["something else than an error", () => Promise.reject("no"), 500, "Internal Server Error"],
  ])(
    "releases the claim when what comes after throws %s, and keeps Hono's answer",
    async (_name, fail, status, text) => {
      const { options, store, failed } = watchedOptions();
      const app = new Hono().post("/", webhook(options), async (c) => {
        if (c.get("webhook").context.attempt === 1) await fail();
        return c.text("done");
      });
      app.onError((error, c) => {
        if (error instanceof HTTPException) return error.getResponse();
        return error instanceof TypeError ? c.text("forgiven") : c.text("Internal Server Error", 500);
      });
      const signed = sign();
      const first = await app.request("/", init(signed));
      expect([first.status, await first.text()]).toEqual([status, text]);
      expect(store.calls).toEqual(["claim", "release"]);
      expect(failed).toEqual([await fail().catch((error) => error)]);
      expect(await (await app.request("/", init(signed))).text()).toBe("done");
    },
  );

  it("releases the claim when nothing comes after", async () => {
    const { options, store } = watchedOptions();
    const app = new Hono();
    app.use("/hook", webhook(options));
    expect((await app.request("/hook", init(sign()))).status).toBe(404);
    expect(store.calls).toEqual(["claim", "release"]);
  });

  it("an own 503 of what comes after is not mistaken for a lost lease", async () => {
    const { options } = watchedOptions();
    const app = new Hono().post("/", webhook(options), (c) => c.text("not now", 503, { "x-own": "yes" }));
    const response = await app.request("/", init(sign()));
    expect([response.status, await response.text(), response.headers.get("x-own")]).toEqual([503, "not now", "yes"]);
  });

  it("a lost lease and a failure are answered 503, whatever came after made of it", async () => {
    const { options, store } = watchedOptions();
    const lost = { ...store, extend: async () => false };
    const app = new Hono().post("/", webhook({ ...options, store: lost, leaseMs: 30 }), async (c) => {
      const { signal } = c.get("webhook").context;
      await until(() => signal.aborted, "the loss");
      return c.text("failed", 500, { "x-own": "yes" });
    });
    const response = await app.request("/", init(sign()));
    expect([response.status, response.headers.has("retry-after"), response.headers.has("x-own")]).toEqual([
      503,
      true,
      false,
    ]);
    expect(store.calls).toEqual(["claim"]);
  });

  it("a failure after maxRunMs is one, although the sender has its answer", async () => {
    const { options, store, failed } = watchedOptions();
    const app = new Hono().post("/", webhook({ ...options, maxRunMs: 30, waitMs: 0 }), async () => {
      await pause(60);
      throw new Error("too late");
    });
    app.onError((_error, c) => c.text("failed", 500));
    expect((await app.request("/", init(sign()))).status).toBe(503);
    await until(() => failed.length > 1, "the failure");
    expect(failed[1]).toMatchObject({ message: "too late" });
    expect(store.calls).not.toContain("complete");
  });
});

describe("options", () => {
  it("that cannot be right throw while the app is built", () => {
    const { options } = watchedOptions();
    expect(() => webhook({ ...options, secret: undefined }, () => {})).toThrow(WebhookConfigError);
    expect(() => webhook({ ...options, secret: undefined })).toThrow(WebhookConfigError);
    expect(() => webhook({ ...options, store: "memory" as never })).toThrow(WebhookConfigError);
    expect(() => webhook(undefined as never)).toThrow(WebhookConfigError);
  });

  it("a transactional store needs a handler: by type, and while the app is built", () => {
    const { store: _store, ...options } = watchedOptions().options;
    const store: TransactionalStore<{ readonly query: string }> = {
      run: async (_key, _options, work) => ({ state: "committed", value: await work({ query: "" }, 1) }),
      forget: async () => false,
    };
    // @ts-expect-error a middleware would answer after the transaction
    const build = () => webhook({ ...options, store });
    expect(build).toThrow(expect.objectContaining({ name: "WebhookConfigError", code: "OPTION_INVALID" }));
    expect(webhook({ ...options, store }, (_event, { transaction }) => transaction.query)).toBeTypeOf("function");
  });
});

function slackHeaders(body: string): Record<string, string> {
  const timestamp = String(NOW / 1000);
  const mac = createHmac("sha256", SECRET).update(`v0:${timestamp}:${body}`).digest("hex");
  return { "x-slack-request-timestamp": timestamp, "x-slack-signature": `v0=${mac}` };
}
