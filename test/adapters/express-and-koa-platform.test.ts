import { createHmac } from "node:crypto";
import express from "express";
import express4 from "express4";
import { type TransactionalStore, WebhookConfigError } from "hookonce";
import { webhook as forExpress } from "hookonce/express";
import { webhook as forKoa } from "hookonce/koa";
import { stripe } from "hookonce/providers/stripe";
import { twilio } from "hookonce/providers/twilio";
import Koa from "koa";
import Koa2 from "koa2";
import { afterEach, describe, expect, it } from "vitest";
import type { Running } from "./battery.js";
import { SECRET, sign, watchedOptions } from "./support/deliveries.js";
import { listen } from "./support/listen.js";
import { send } from "./support/wire.js";

const TOKEN = "0123456789abcdef0123456789abcdef";
const FORM = "MessageSid=SM1";

/** A form as Twilio signs it: the URL, then names and values in order. */
const signForm = (url: string): [string, string][] => [
  ["content-type", "application/x-www-form-urlencoded"],
  ["x-twilio-signature", createHmac("sha1", TOKEN).update(`${url}MessageSidSM1`).digest("base64")],
];

/** An app behind a proxy or not, its endpoint at /hooks/twilio in a part of its own. */
const apps = {
  "Express 5": (options: any, work: any, proxied: boolean) => {
    const app = express().set("trust proxy", proxied);
    return app.use("/hooks", express.Router().post("/twilio", forExpress(options, work)));
  },
  "Express 4": (options: any, work: any, proxied: boolean) => {
    const app = express4().set("trust proxy", proxied);
    return app.use("/hooks", express4.Router().post("/twilio", forExpress(options, work)));
  },
  "Koa 3": (options: any, work: any, proxy: boolean) => {
    const app = new Koa({ proxy });
    return app.use(forKoa(options, work)).callback();
  },
  "Koa 2": (options: any, work: any, proxy: boolean) => {
    const app = new Koa2({ proxy });
    return app.use(forKoa(options, work)).callback();
  },
};

describe.each(Object.entries(apps))("%s, what the framework hands over", (name, build) => {
  let server: Running | undefined;
  afterEach(() => server?.close());
  const twilioAt = async (
    url: string,
    { proxied = false, publicUrl, headers = [] as [string, string][] } = {} as any,
  ) => {
    server = await listen(build({ provider: twilio, secret: TOKEN, publicUrl, onRejected() {} }, () => {}, proxied));
    const request = { path: "/hooks/twilio?a=%20b", headers: [...signForm(url), ...headers] };
    return (await send(server.port, request, FORM)).status;
  };

  it("a signed URL is the one that the sender wrote", async () => {
    expect(await twilioAt("http://localhost/hooks/twilio?a=%20b")).toBe(200);
  });

  it("a signed URL with another path, query or protocol is refused", async () => {
    for (const url of [
      "http://localhost/twilio?a=%20b",
      "http://localhost/hooks/twilio",
      "https://localhost/hooks/twilio?a=%20b",
    ]) {
      expect(await twilioAt(url)).toBe(401);
      await server?.close();
    }
  });

  it("behind a proxy that is trusted the protocol is what it says, otherwise not", async () => {
    const url = "https://localhost/hooks/twilio?a=%20b";
    const headers = [["x-forwarded-proto", "https"]];
    expect(await twilioAt(url, { headers, proxied: true })).toBe(200);
    await server?.close();
    expect(await twilioAt(url, { headers })).toBe(401);
  });

  it("publicUrl stands for origin and path, the query comes from the request", async () => {
    const publicUrl = "https://example.com/in";
    expect(await twilioAt("https://example.com/in?a=%20b", { publicUrl })).toBe(200);
    await server?.close();
    expect(await twilioAt("http://localhost/hooks/twilio?a=%20b", { publicUrl })).toBe(401);
  });

  it("credential and handler get the platform", async () => {
    const { options } = watchedOptions();
    const seen: any[] = [];
    const secret = (platform: unknown) => {
      seen.push(platform);
      return SECRET;
    };
    server = await listen(
      build({ ...options, secret }, (_event: unknown, _context: unknown, platform: any) => seen.push(platform), false),
    );
    const { headers, body } = sign();
    expect(
      (await send(server.port, { path: "/hooks/twilio", headers: [...headers, ["x-own", "1"]] }, body)).status,
    ).toBe(200);
    expect(seen).toHaveLength(2);
    expect(seen[0]).toBe(seen[1]);
    expect(seen[0].get("x-own")).toBe("1");
    expect(name.startsWith("Koa") ? seen[0].request.req : seen[0].res.req).toBeDefined();
  });
});

describe.each([
  ["Express", forExpress],
  ["Koa", forKoa],
])("%s, options", (_name, webhook: any) => {
  const store: TransactionalStore<object> = { run: () => Promise.reject(), forget: async () => false };
  const code = (build: () => unknown) => {
    try {
      build();
    } catch (error) {
      return error instanceof WebhookConfigError && error.code;
    }
    return undefined;
  };

  it("a transactional store needs a handler", () => {
    expect(code(() => webhook({ provider: stripe, secret: SECRET, store }))).toBe("OPTION_INVALID");
    expect(code(() => webhook({ provider: stripe, secret: SECRET, store }, () => {}))).toBeUndefined();
  });

  it("what cannot be right is refused when the app is built", () => {
    expect(code(() => webhook({ provider: stripe, secret: undefined }, () => {}))).toBe("SECRET_MISSING");
    expect(code(() => webhook({ provider: stripe, secret: undefined }))).toBe("SECRET_MISSING");
    expect(code(() => webhook(undefined, () => {}))).toBe("PROVIDER_INVALID");
    expect(code(() => webhook())).toBe("PROVIDER_INVALID");
    expect(code(() => webhook({ provider: stripe, secret: SECRET }, "handler"))).toBe("OPTION_INVALID");
    expect(code(() => webhook({ provider: stripe, secret: SECRET, store: "memory" }))).toBe("STORE_INVALID");
  });
});

it("the middleware of Express as a plain listener is answered 500 and says that it needs a handler", async () => {
  const { options, failed } = watchedOptions();
  const server = await listen(forExpress(options) as never);
  const { headers, body } = sign();
  expect((await send(server.port, { path: "/", headers }, body)).status).toBe(500);
  expect(failed).toMatchObject([{ code: "OPTION_INVALID", message: expect.stringMatching(/needs a handler/) }]);
  await server.close();
});

it("a listener without Express has locals in its middleware form too", async () => {
  const { options } = watchedOptions();
  const middleware = forExpress(options);
  const server = await listen((req, res: any) => {
    middleware(req as never, res, () => res.end(res.locals.webhook.event.id));
  });
  const { headers, body } = sign({ id: "evt_plain" });
  expect(await send(server.port, { path: "/", headers }, body)).toMatchObject({ status: 200, body: "evt_plain" });
  await server.close();
});
