import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { validator } from "hono/validator";
import { webhook } from "hookonce/hono";
import { runBattery, toHandler } from "./battery.js";

const reads =
  (read: (c: Context) => unknown): MiddlewareHandler =>
  async (c, next) => {
    await read(c);
    await next();
  };

const IN_FRONT: Record<string, MiddlewareHandler> = {
  "c.req.arrayBuffer()": reads((c) => c.req.arrayBuffer()),
  "c.req.blob()": reads((c) => c.req.blob()),
  "c.req.parseBody()": reads((c) => c.req.parseBody()),
  "c.req.raw.clone().json()": reads((c) => c.req.raw.clone().json()),
  bodyLimit: bodyLimit({ maxSize: 10_000 }),
  "c.req.text()": reads((c) => c.req.text()),
  "c.req.json()": reads((c) => c.req.json()),
  "c.req.formData()": reads((c) => c.req.formData()),
  validator: validator("json", (value) => value),
  "c.req.raw.json()": reads((c) => c.req.raw.json()),
  "a reader of c.req.raw": reads((c) => c.req.raw.body?.getReader()),
};

const form = "application/x-www-form-urlencoded";
const asText = {
  code: "BODY_NOT_BYTES",
  says: /kept as text by c\.req\.text\(\).* BOM .*Mount webhook\(\) before/,
} as const;
const gone = {
  code: "BODY_ALREADY_READ",
  says: /Read through c\.req, not c\.req\.raw, or mount webhook\(\) first/,
} as const;

runBattery({
  name: "hono",
  forms: ["handler", "middleware"],
  parsers: {
    "c.req.arrayBuffer()": {},
    "c.req.blob()": {},
    "c.req.parseBody()": { contentType: form },
    "c.req.raw.clone().json()": {},
    bodyLimit: {},
    "c.req.text()": asText,
    "c.req.json()": asText,
    "c.req.formData()": { code: "BODY_NOT_BYTES", says: /c\.req\.formData\(\)/, contentType: form },
    validator: asText,
    "c.req.raw.json()": gone,
    "a reader of c.req.raw": gone,
  },
  jsonParser: "validator",
  async start({ form, options, run, before }) {
    const app = new Hono();
    if (before) app.use(IN_FRONT[before]!);
    if (form === "handler") app.all("/hook", webhook(options, toHandler(run)));
    else {
      app.all("/hook", webhook(options), async (c) => {
        const { event, context } = c.get("webhook");
        const { status = 200, body = null } = (await run(event, context)) ?? {};
        return c.body(body as string, status as 200);
      });
    }
    app.onError((_error, c) => c.text("The app failed.", 500));
    const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 });
    await new Promise((resolve) => server.once("listening", resolve));
    return {
      port: (server.address() as AddressInfo).port,
      close: () => new Promise((resolve) => server.close(resolve)),
    };
  },
});
