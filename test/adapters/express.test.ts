import express, { type Express, type Request, type RequestHandler, type Response } from "express";
import express4 from "express4";
import { webhook } from "hookonce/express";
import { expect, it } from "vitest";
import { runBattery, toHandler } from "./battery.js";
import { NOW, watchedOptions } from "./support/deliveries.js";
import { listen } from "./support/listen.js";
import { chunk, dial, head } from "./support/wire.js";

const keepRawBody = (make: (buffer: Buffer) => unknown) => ({
  verify: (req: object, _res: unknown, buffer: Buffer) => void Object.assign(req, { rawBody: make(buffer) }),
});

const spend: RequestHandler = (req, _res, next) => {
  req.on("end", () => next()).resume();
};

for (const [name, framework] of [
  ["Express 5", express],
  ["Express 4", express4 as unknown as typeof express],
] as const) {
  const inFront: Record<string, RequestHandler | RequestHandler[]> = {
    "express.json()": framework.json(),
    "express.urlencoded()": [framework.json(), framework.urlencoded({ extended: true })],
    "express.text()": framework.text({ type: "*/*" }),
    "express.raw()": framework.raw({ type: "*/*" }),
    "express.json() that keeps a Buffer in rawBody": framework.json(keepRawBody((buffer) => buffer)),
    "express.json() that keeps text in rawBody": framework.json(keepRawBody((buffer) => buffer.toString())),
    "express.json() in a router": framework.Router().use(framework.json()),
    "express.json() for another type": framework.json({ type: "text/x-other" }),
    "a middleware that reads the body": spend,
    "a middleware that reads some of the body": (req, _res, next) => {
      req.once("data", () => next(req.pause() && undefined));
    },
    "express.json() in the app around": framework.json(),
    "a middleware that reads text": (req, _res, next) => {
      req.setEncoding("utf8");
      next();
    },
  };
  runBattery({
    name,
    forms: ["handler", "middleware"],
    start({ form, options, run, before }) {
      const app: Express = framework();
      // Of another route: it is not to be blamed.
      app.post("/other", framework.json());
      if (before) app.use(inFront[before]!);
      const around = before?.endsWith("app around");
      const inner = around ? framework() : app;
      if (around) app.use(inner);
      if (form === "handler") inner.use("/hook", webhook(options, toHandler(run)));
      else {
        inner.all("/hook", webhook(options), (_req: Request, res: Response, next) => {
          const { event, context } = res.locals.webhook;
          run(event, context).then((answer) => res.status(answer?.status ?? 200).end(answer?.body), next);
        });
      }
      app.use(framework.json());
      app.use((_error: unknown, _req: Request, res: Response, _next: unknown) => void res.sendStatus(500));
      return listen(app);
    },
    parsers: {
      "express.json()": {
        code: "BODY_ALREADY_READ",
        says: /^express\.json\(\) ran before this route .* app\.use\(express\.json\(\{ verify: /,
      },
      "express.urlencoded()": {
        code: "BODY_ALREADY_READ",
        says: /^express\.urlencoded\(\) ran before/,
        contentType: "application/x-www-form-urlencoded",
      },
      "express.text()": {
        code: "BODY_NOT_BYTES",
        says: /^Bytes were kept as text by express\.text\(\); .* Mount webhook\(\) before/,
      },
      "express.raw()": {},
      "express.json() that keeps a Buffer in rawBody": {},
      "express.json() that keeps text in rawBody": {
        code: "BODY_NOT_BYTES",
        says: /req\.rawBody.*req\.rawBody = buf;/,
      },
      "express.json() in a router": { code: "BODY_ALREADY_READ", says: /^express\.json\(\) ran before/ },
      "express.json() for another type": {},
      "a middleware that reads the body": {
        code: "BODY_ALREADY_READ",
        says: /^Something in front .* Move webhook\(\) above/,
      },
      "a middleware that reads some of the body": { code: "BODY_ALREADY_READ", says: /^Something in front/ },
      "express.json() in the app around": { code: "BODY_ALREADY_READ", says: /^express\.json\(\) ran before/ },
      "a middleware that reads text": {
        code: "BODY_NOT_BYTES",
        says: /^Bytes were kept as text by something in front/,
      },
    },
    jsonParser: "express.json()",
  });

  it(`${name}: an empty body that express.json() has read is refused as already read`, async ({ onTestFinished }) => {
    const { options, rejected } = watchedOptions();
    const app = framework()
      .use(framework.json())
      .use(
        "/hook",
        webhook(options, () => {}),
      );
    const server = await listen(app);
    onTestFinished(() => server.close());
    const wire = await dial(server.port);
    const headers: [string, string][] = [
      ["content-type", "application/json"],
      ["transfer-encoding", "chunked"],
      ["stripe-signature", `t=${NOW / 1000},v1=${"0".repeat(64)}`],
    ];
    wire.write(head({ path: "/hook", headers }));
    wire.write(chunk(Buffer.alloc(0)));
    expect(await wire.answer()).toMatchObject({ status: 500 });
    wire.socket.destroy();
    expect(rejected.map(({ code }) => code)).toEqual(["BODY_ALREADY_READ"]);
  });
}
