import { bodyParser as scopedBodyParser } from "@koa/bodyparser";
import { webhook } from "hookonce/koa";
import Koa, { type Middleware } from "koa";
import bodyParser from "koa-bodyparser";
import Koa2 from "koa2";
import getRawBody from "raw-body";
import { runBattery, toHandler } from "./battery.js";
import { listen } from "./support/listen.js";

const keep =
  (place: (ctx: Koa.Context, bytes: Buffer) => object): Middleware =>
  async (ctx, next) => {
    place(ctx, await getRawBody(ctx.req));
    await next();
  };

const inFront: Record<string, Middleware> = {
  "koa-bodyparser": bodyParser(),
  "koa-bodyparser for another type": bodyParser({ enableTypes: ["form"] }),
  "@koa/bodyparser": scopedBodyParser(),
  "a Buffer in ctx.request.rawBody": keep((ctx, rawBody) => Object.assign(ctx.request, { rawBody })),
  "a Buffer in ctx.req.rawBody": keep((ctx, rawBody) => Object.assign(ctx.req, { rawBody })),
  "a Buffer in ctx.request.body": keep((ctx, body) => Object.assign(ctx.request, { body })),
  "text in ctx.request.body": keep((ctx, bytes) => Object.assign(ctx.request, { body: bytes.toString() })),
  "a middleware that reads the body": keep((ctx, bytes) => Object.assign(ctx.state, { size: bytes.length })),
};

const bodyparser = {
  code: "BODY_NOT_BYTES",
  says: /^Bytes were kept as text by koa-bodyparser .* Mount webhook\(\) before/,
} as const;

for (const [name, Framework] of [
  ["Koa 3", Koa],
  ["Koa 2", Koa2],
] as const) {
  runBattery({
    name,
    forms: ["handler", "middleware"],
    start({ form, options, run, before }) {
      const app = new Framework();
      app.silent = true;
      if (before) app.use(inFront[before]!);
      app.use((ctx, next) => (ctx.path === "/hook" ? next() : undefined));
      if (form === "handler") app.use(webhook(options, toHandler(run)));
      else {
        app
          .use(webhook(options))
          .use(bodyParser())
          .use(scopedBodyParser())
          .use(async (ctx) => {
            const { event, context } = ctx.state.webhook;
            const answer = await run(event, context);
            ctx.status = answer?.status ?? 200;
            ctx.body = answer?.body ?? "";
          });
      }
      return listen(app.callback());
    },
    parsers: {
      "koa-bodyparser": bodyparser,
      "@koa/bodyparser": bodyparser,
      "koa-bodyparser for another type": {},
      "a Buffer in ctx.request.rawBody": {},
      "a Buffer in ctx.req.rawBody": {},
      "a Buffer in ctx.request.body": {},
      "text in ctx.request.body": { code: "BODY_NOT_BYTES", says: /^Bytes were kept as text by something in front/ },
      "a middleware that reads the body": {
        code: "BODY_ALREADY_READ",
        says: /^Something in front .* Mount webhook\(\) before it, or keep them: ctx\.request\.rawBody, a Buffer/,
      },
    },
    jsonParser: "koa-bodyparser",
  });
}
