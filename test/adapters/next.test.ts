import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildNextApp, type NextApp } from "./next-app.js";
import { bodyOf, freshId, SECRET, type Signed, sign, until, type Wanted } from "./support/deliveries.js";
import { chunk, dial, head, send } from "./support/wire.js";

const MIB = 1024 * 1024;

/** A route whose handler does what the type of the event says. */
const route = (runtime: string) => `
  import { fromEnv } from "hookonce";
  import { webhook } from "hookonce/next";
  import { stripe } from "hookonce/providers/stripe";

  export const runtime = "${runtime}";
  const onRejected = ({ error }) => console.log("rejected", error.code);
  const onFailed = ({ error }) => console.log("failed", error.message);
  const options = { provider: stripe, secret: fromEnv("STRIPE_WEBHOOK_SECRET"), onRejected, onFailed, bodyTimeoutMs: 3000 };
  export const POST = webhook(options, async (event, { attempt }, request) => {
    console.log("runs", event.id);
    if (event.type === "slow") await new Promise((done) => setTimeout(done, 300));
    if (event.type === "fails" && attempt === 1) throw new Error("the database is away");
    console.log("ran", event.id);
    const answer = { id: event.id, attempt, path: new URL(request.url).pathname };
    return Response.json(answer, { status: 202, headers: { "x-ran": "yes" } });
  });
  export const GET = POST;`;

const other = (options: string, handle = "webhook(options, () => {})") => `
  import { webhook } from "hookonce/next";
  import { stripe } from "hookonce/providers/stripe";
  const options = { provider: stripe, ${options} };
  export const POST = ${handle};`;

const files = {
  "app/node/route.js": route("nodejs"),
  "app/edge/route.js": route("edge"),
  "app/unset/route.js": other("secret: process.env.HOOKONCE_NEVER_SET"),
  "app/lazy/route.js": other("secret: () => process.env.HOOKONCE_NEVER_SET"),
  "app/read/route.js": other(
    "secret: () => process.env.STRIPE_WEBHOOK_SECRET",
    "async (request) => { await request.json(); return webhook(options, () => {})(request); }",
  ),
};

let app: NextApp;
let port: number;
let printed: () => string;

beforeAll(async () => {
  app = await buildNextApp(files, { STRIPE_WEBHOOK_SECRET: "" });
  ({ port, printed } = await app.start({ STRIPE_WEBHOOK_SECRET: SECRET }));
}, 300_000);
afterAll(() => app?.stop());

/** Signed now: no clock can be handed to another process. */
const signed = (type = "plain", wanted: Wanted = {}): Signed & { id: string } => {
  const { id = freshId() } = wanted;
  const timestamp = Math.floor(Date.now() / 1000);
  return { id, ...sign({ body: JSON.stringify({ id, type }), timestamp, ...wanted }) };
};
const post = (path: string, { headers, body }: Signed) => send(port, { path, headers }, body);

it("an app builds while its secrets are not set", () => {
  expect(app.built).toMatch(/Compiled successfully/);
  for (const path of ["/node", "/edge", "/unset"]) expect(app.built).toContain(path);
});

describe.each(["/node", "/edge"])("the route %s", (path) => {
  it("handles a genuine delivery, and answers with the handler's Response", async () => {
    const delivery = signed();
    const answer = await post(path, delivery);
    expect(answer).toMatchObject({ status: 202, headers: { "x-ran": "yes", "content-type": "application/json" } });
    expect(JSON.parse(answer.body)).toEqual({ id: delivery.id, attempt: 1, path });
  });

  it("refuses what is forged, stale or has two signature headers", async () => {
    const now = Math.floor(Date.now() / 1000);
    const twice = signed();
    const deliveries = [
      signed("plain", { secret: `${SECRET}x` }),
      signed("plain", { timestamp: now - 400 }),
      { ...twice, headers: [...twice.headers, twice.headers[1]!] },
    ];
    for (const delivery of deliveries) {
      expect(await post(path, delivery)).toMatchObject({ status: 401, body: "Unauthorized" });
      expect(printed()).not.toContain(`runs ${delivery.id}`);
    }
  });

  it("reads a body of 1 MiB, and refuses one byte more, with and without Content-Length", async () => {
    const timestamp = Math.floor(Date.now() / 1000);
    const [large, larger] = [MIB, MIB + 1].map((bytes) => sign({ body: bodyOf(bytes), timestamp }));
    expect((await post(path, larger!)).status).toBe(413);
    expect((await post(path, large!)).status).toBe(202);
    const chunked = sign({ body: bodyOf(MIB + 1), timestamp });
    const wire = await dial(port);
    wire.write(head({ path, headers: [...chunked.headers, ["transfer-encoding", "chunked"]] }));
    for (let at = 0; at < chunked.body.length; at += 65_536) wire.write(chunk(chunked.body.subarray(at, at + 65_536)));
    wire.write(chunk(Buffer.alloc(0)));
    expect(await wire.answer()).toMatchObject({ status: 413 });
    wire.socket.destroy();
  });

  it("runs one of 20 duplicates at once, and none after it", async () => {
    const delivery = signed("slow");
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(path, delivery)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(19).fill(200), 202]);
    expect(await post(path, delivery)).toMatchObject({ status: 200, body: "" });
    expect(printed().split(`runs ${delivery.id}\n`)).toHaveLength(2);
  });

  it("answers 500 when the handler throws, and runs the retry", async () => {
    const delivery = signed("fails");
    expect((await post(path, delivery)).status).toBe(500);
    expect(printed()).toContain("failed the database is away");
    const retry = await post(path, delivery);
    expect([retry.status, JSON.parse(retry.body).attempt]).toEqual([202, 2]);
  });

  it("goes on when the client leaves, and the retry does not run", async () => {
    const delivery = signed("slow");
    const wire = await dial(port);
    wire.write(head({ path, headers: [...delivery.headers, ["content-length", String(delivery.body.length)]] }));
    wire.write(delivery.body);
    await until(() => printed().includes(`runs ${delivery.id}\n`), "the run");
    wire.socket.destroy();
    await until(() => printed().includes(`ran ${delivery.id}\n`), "its end");
    expect(await post(path, delivery)).toMatchObject({ status: 200, body: "" });
  });

  // Next.js does not tell its edge runtime that a client has left: there the deadline ends the wait.
  it("does not run what breaks off", async () => {
    const delivery = signed();
    const refusals = () => printed().split(/rejected BODY_(?:ABORTED|TIMEOUT)/).length;
    const before = refusals();
    const wire = await dial(port);
    wire.write(head({ path, headers: [...delivery.headers, ["content-length", String(delivery.body.length)]] }));
    wire.write(delivery.body.subarray(0, 10));
    setTimeout(() => wire.socket.destroy(), 100);
    await new Promise((resolve) => wire.socket.once("close", resolve));
    await until(() => refusals() > before, "the refusal");
    expect((await post(path, delivery)).status).toBe(202);
    expect(printed().split(`runs ${delivery.id}\n`)).toHaveLength(2);
  });

  it("answers 405 when it is exported as GET", async () => {
    expect(await send(port, { method: "GET", path })).toMatchObject({ status: 405, headers: { allow: "POST" } });
  });
});

describe("a route whose", () => {
  it("secret is not set answers 500, and its process prints what to do, once", async () => {
    for (let i = 0; i < 2; i++) {
      expect(await post("/unset", signed())).toMatchObject({ status: 500, body: "Internal Server Error" });
    }
    expect(printed().split(/WebhookConfigError/)).toHaveLength(2);
    expect(printed()).toMatch(/STRIPE_WEBHOOK_SECRET/);
  });

  it("function gives no secret answers 503: the sender shall come again", async () => {
    const answer = await post("/lazy", signed());
    expect([answer.status, Number(answer.headers["retry-after"]) > 0]).toEqual([503, true]);
  });

  it("request was read before answers 500 and names the remedy", async () => {
    const { status, body } = await post("/read", signed());
    expect([status, JSON.parse(body)]).toMatchObject([
      500,
      { code: "BODY_ALREADY_READ", message: expect.stringContaining("request.clone()") },
    ]);
  });
});
