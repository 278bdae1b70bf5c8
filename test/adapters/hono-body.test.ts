import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { webhook } from "hookonce/hono";
import { describe, expect, it } from "vitest";
import { inPieces, toRequest, toStreamed } from "./fetch-requests.js";
import { bodyOf, type Signed, sign, watchedOptions } from "./support/deliveries.js";

const MIB = 1024 * 1024;

/** A delivery that a JSON reader and a form reader can both read. */
const body = '{"id":"evt_1","type":"invoice.paid","note":"a=1&b=é"}';

const reads: Record<string, (c: Context) => Promise<unknown>> = {
  text: (c) => c.req.text(),
  json: (c) => c.req.json(),
  arrayBuffer: async (c) => Buffer.from(await c.req.arrayBuffer()).toString(),
  blob: async (c) => (await c.req.blob()).text(),
  parseBody: (c) => c.req.parseBody(),
  "json after arrayBuffer": (c) => c.req.arrayBuffer().then(() => c.req.json()),
};

const expected: Record<string, unknown> = {
  text: body,
  json: JSON.parse(body),
  arrayBuffer: body,
  blob: body,
  parseBody: { '{"id":"evt_1","type":"invoice.paid","note":"a': "1", b: 'é"}' },
  "json after arrayBuffer": JSON.parse(body),
};

const appThat = (read: (c: Context) => Promise<unknown>, form: string) => {
  const { options } = watchedOptions();
  const app = new Hono();
  if (form === "handler")
    app.post(
      "/hook",
      webhook(options, async (_event, _context, c) => c.json(await read(c))),
    );
  else app.post("/hook", webhook(options), async (c) => c.json(await read(c)));
  return app;
};

async function overSocket(app: Hono, { headers, body }: Signed): Promise<Response> {
  const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 });
  await new Promise((resolve) => server.once("listening", resolve));
  try {
    const { port } = server.address() as AddressInfo;
    return await fetch(`http://127.0.0.1:${port}/hook`, { method: "POST", headers, body: new Uint8Array(body) });
  } finally {
    server.close();
  }
}

describe.each(["handler", "middleware"])("in the %s form the body can be read again", (form) => {
  it.each(Object.keys(reads))("as %s, in process and behind a server", async (name) => {
    const signed = sign({
      body,
      contentType: name === "parseBody" ? "application/x-www-form-urlencoded" : "application/json",
    });
    const app = appThat(reads[name]!, form);
    expect(await (await app.request(toRequest(signed))).json()).toEqual(expected[name]);
    const behind = appThat(reads[name]!, form);
    expect(await (await overSocket(behind, signed)).json()).toEqual(expected[name]);
  });

  it("in pieces, as what came", async () => {
    const signed = sign({ body: bodyOf(5000) });
    const response = await appThat(reads.text!, form).request(toStreamed(signed, inPieces(signed.body, 999).stream));
    expect(await response.json()).toBe(signed.body.toString());
  });
});

describe("the limit", () => {
  it("is counted while the body streams", async () => {
    const { options } = watchedOptions();
    const app = new Hono().post(
      "/hook",
      webhook(options, () => {}),
    );
    const endless = inPieces(new Uint8Array(100 * MIB), 1000);
    expect((await app.request(toStreamed(sign(), endless.stream))).status).toBe(413);
    expect(endless.given).toBeLessThan(MIB + 10_000);
  });

  it("holds for bytes that Hono has kept", async () => {
    const { options } = watchedOptions();
    const app = new Hono();
    app.use(async (c, next) => {
      await c.req.arrayBuffer();
      await next();
    });
    app.post(
      "/hook",
      webhook({ ...options, maxBodyBytes: 100 }, () => {}),
    );
    const status = async (bytes: number) => (await app.request(toRequest(sign({ body: bodyOf(bytes) })))).status;
    expect([await status(100), await status(101)]).toEqual([200, 413]);
  });
});

it("two webhooks on one path read the same bytes", async () => {
  const [first, second] = [watchedOptions(), watchedOptions()];
  const app = new Hono();
  app.post(
    "/hook",
    webhook({ ...first.options, endpoint: "first" }),
    webhook({ ...second.options, endpoint: "second" }),
    (c) => c.text(c.get("webhook").context.idempotencyKey),
  );
  const response = await app.request(toRequest(sign({ id: "evt_2" })));
  expect(await response.text()).toBe("stripe:second:evt_2");
  expect([first.store.calls, second.store.calls]).toEqual([
    ["claim", "complete"],
    ["claim", "complete"],
  ]);
});
