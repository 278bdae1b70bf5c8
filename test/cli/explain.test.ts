import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSaved } from "../../src/cli/saved/read-saved.js";
import { cli, SECRET, sign } from "./support.js";

const folder = mkdtempSync(join(tmpdir(), "hookonce-explain-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string | Uint8Array) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const bytes = (text: string) => new TextEncoder().encode(text);
const body = '{"id":"evt_1","type":"invoice.paid","note":"Zoë"}';
const seconds = Math.floor(Date.now() / 1000);
const header = (signed: string) => `t=${seconds},v1=${sign(SECRET, `${seconds}.`, signed)}`;

const rawHttp = (signed: string, sent = signed, newline = "\r\n") =>
  [
    "POST /webhooks/stripe HTTP/1.1",
    "Host: shop.example",
    "Content-Type: application/json",
    `Content-Length: ${bytes(sent).length}`,
    `Stripe-Signature: ${header(signed)}`,
    "",
    sent,
  ].join(newline);

const curl = (signed: string) => `* Connected to localhost (127.0.0.1) port 3000
> POST /webhooks/stripe HTTP/1.1
> Host: localhost:3000
> User-Agent: curl/8.5.0
> Accept: */*
> Content-Type: application/json
> Stripe-Signature: ${header(signed)}
>${" "}
* upload completely sent off: ${bytes(signed).length} bytes
< HTTP/1.1 401 Unauthorized
< content-type: text/plain
<${" "}
Unauthorized
`;

const hex = (text: string) =>
  [...Buffer.from(text)]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join(" ")
    .replace(/(?:[0-9a-f]{2} ?){16}/g, (line) => `${line.trim()}\n`)
    .split("\n")
    .filter(Boolean)
    .map((line, i) => `${(i * 16).toString(16).padStart(4, "0")}: ${line.padEnd(47)} x`)
    .join("\n");

const trace = (signed: string) => {
  const [head = "", rest = ""] = rawHttp(signed).split("\r\n\r\n");
  return `== Info: Connected\n=> Send header, 1 bytes (0x1)\n${hex(`${head}\r\n\r\n`)}\n=> Send data, 1 bytes (0x1)\n${hex(rest)}\n<= Recv header, 2 bytes\n0000: 48 54 54 50                                     HTTP\n`;
};

const entry = (signed: string, sent = signed) => ({
  startedDateTime: new Date(seconds * 1000).toISOString(),
  request: {
    method: "POST",
    url: "https://shop.example/webhooks/stripe",
    headers: [
      { name: ":authority", value: "shop.example" },
      { name: "Content-Type", value: "application/json" },
      { name: "Stripe-Signature", value: header(signed) },
    ],
    postData: { mimeType: "application/json", text: sent },
  },
});

const own = (signed: string, sent = signed) =>
  JSON.stringify({ method: "POST", headers: { "Stripe-Signature": header(signed) }, body: sent });

const spaced = JSON.stringify(JSON.parse(body), null, 2);

const FORMS: readonly [form: string, genuine: string, changed: string][] = [
  ["http", rawHttp(body), rawHttp(body, spaced)],
  [
    "har",
    JSON.stringify({ log: { entries: [entry(body)] } }),
    JSON.stringify({ log: { entries: [entry(body, spaced)] } }),
  ],
  ["har", JSON.stringify(entry(body)), JSON.stringify(entry(body, spaced))],
  ["json", own(body), own(body, spaced)],
];

describe("explain", () => {
  it.each(FORMS)(
    "a genuine delivery as %s is genuine; one that was written anew is told",
    async (form, genuine, changed) => {
      const good = await cli(["explain", file("good", genuine), "--json"]);
      expect({ code: good.code, ...JSON.parse(good.out) }).toMatchObject({
        code: 0,
        form,
        verdict: "genuine",
        provider: "stripe",
      });
      const bad = await cli(["explain", file("bad", changed), "--json"]);
      const { verdict, code, findings } = JSON.parse(bad.out);
      expect({ exit: bad.code, verdict, code }).toEqual({ exit: 1, verdict: "refused", code: "SIGNATURE_MISMATCH" });
      expect(findings[0]).toMatchObject({
        certainty: "certain",
        evidence: expect.any(String),
        remedy: expect.any(String),
      });
    },
  );

  it("curl -v prints no body: it is given apart", async () => {
    const output = file("curl.txt", curl(body));
    const without = await cli(["explain", output]);
    expect(without).toMatchObject({ code: 1, err: expect.stringContaining("curl -v prints no body") });
    const given = await cli(["explain", output, "--body", file("body.json", body)]);
    expect(given).toMatchObject({ code: 0, err: "", out: expect.stringContaining("genuine") });
  });

  it("curl --trace has the body", async () => {
    expect(await cli(["explain", file("trace.txt", trace(body))])).toMatchObject({ code: 0 });
  });

  it("another secret that fits is named by its variable", async () => {
    const env = { STRIPE_WEBHOOK_SECRET: "whsec_another0ne1", STRIPE_TEST: SECRET };
    const { code, out } = await cli(["explain", file("d.http", rawHttp(body)), "--other-secret-env", "STRIPE_TEST"], {
      env,
    });
    expect(code).toBe(1);
    expect(out).toContain("STRIPE_TEST");
  });

  it("a saved delivery grows old: --at judges it as it was", async () => {
    const old = own(body).replace(/t=\d+,v1=[0-9a-f]+/, () => `t=1767225600,v1=${sign(SECRET, "1767225600.", body)}`);
    const now = await cli(["explain", file("old.json", old)]);
    expect(now).toMatchObject({
      code: 1,
      out: expect.stringContaining("TIMESTAMP_TOO_OLD"),
      err: expect.stringContaining("--at"),
    });
    expect(await cli(["explain", file("old.json", old), "--at", "2026-01-01T00:00:30Z"])).toMatchObject({ code: 0 });
  });

  it("an archive with several requests asks which", async () => {
    const archive = file("two.har", JSON.stringify({ log: { entries: [entry(body), entry(body, spaced)] } }));
    expect(await cli(["explain", archive])).toMatchObject({
      code: 2,
      err: expect.stringContaining("--entry (POST: 1, 2)"),
    });
    expect(await cli(["explain", archive, "--entry", "1"])).toMatchObject({ code: 0 });
    expect(await cli(["explain", archive, "--entry", "2"])).toMatchObject({ code: 1 });
    expect(await cli(["explain", archive, "--entry", "3"])).toMatchObject({ code: 2 });
  });

  it("what is no delivery, or from nobody known, is said with 2", async () => {
    expect(await cli(["explain", file("a.txt", "hello")])).toMatchObject({ code: 2 });
    expect(await cli(["explain", file("b.json", "[1]")])).toMatchObject({ code: 2 });
    const unknown = JSON.stringify({ headers: { "x-acme": "1" }, body: "" });
    expect(await cli(["explain", file("c.json", unknown)])).toMatchObject({
      code: 2,
      err: expect.stringContaining("Who sent it?"),
    });
    expect(await cli(["explain", join(folder, "nowhere")])).toMatchObject({
      code: 1,
      err: expect.stringContaining("ENOENT"),
    });
  });
});

describe("a saved request", () => {
  let genuine: ReturnType<typeof readSaved>;
  beforeAll(() => {
    genuine = readSaved(bytes(rawHttp(body)));
  });

  it("has its method, address, headers and bytes", () => {
    expect(genuine).toMatchObject({
      method: "POST",
      url: "https://shop.example/webhooks/stripe",
      body: bytes(body),
      notes: [],
    });
    expect(genuine.headers.slice(0, 2)).toEqual(["Host", "shop.example"]);
  });

  it("may have lines that end with LF only", () => {
    expect(readSaved(bytes(rawHttp(body, body, "\n")))).toMatchObject({ body: bytes(body), headers: genuine.headers });
  });

  it("loses what an editor put behind its body, and says so", () => {
    expect(readSaved(bytes(`${rawHttp(body)}\n`))).toMatchObject({
      body: bytes(body),
      notes: [expect.stringContaining("1 bytes")],
    });
  });

  it("keeps a body that is shorter than it should be, and says so", () => {
    const cut = readSaved(bytes(rawHttp(body).slice(0, -3)));
    expect(cut.notes).toEqual([expect.stringContaining("changed or cut")]);
  });

  it("keeps bytes that are no text", () => {
    const head = "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\n";
    expect(readSaved(new Uint8Array([...bytes(head), 255, 0, 254])).body).toEqual(new Uint8Array([255, 0, 254]));
  });

  it("may come in chunks, and one whose chunks do not fit stays as it is", () => {
    const head = "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n";
    expect(readSaved(bytes(`${head}3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n`)).body).toEqual(bytes("abcde"));
    expect(readSaved(bytes(`${head}9\r\nabc\r\n`))).toMatchObject({ notes: [expect.stringContaining("chunks")] });
  });

  it("has a body in base64, or an object that a parser left", () => {
    const base64 = { headers: { a: "1" }, bodyBase64: Buffer.from(body).toString("base64") };
    expect(readSaved(bytes(JSON.stringify(base64))).body).toEqual(bytes(body));
    const parsed = { headers: [["a", "1"]], body: { id: 1 } };
    expect(readSaved(bytes(JSON.stringify(parsed)))).toMatchObject({ headers: ["a", "1"], body: { id: 1 } });
  });
});
