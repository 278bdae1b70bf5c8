import { generateKeyPairSync, sign } from "node:crypto";
import { computeSignature, defineProvider, httpHmac, httpSignature, verify } from "hookonce";
import { describe, expect, it } from "vitest";
import { checkContentDigest } from "../../src/core/content-digest.js";
import { parseDictionary } from "../../src/core/structured-fields.js";
import { bytesOf, readJson, type Vector } from "../support/data.js";
import { codeOf } from "../support/refusal.js";

interface Row extends Vector {
  readonly alg?: string;
  readonly public_keys?: Record<string, string>;
  readonly policy?: { readonly required_components: readonly string[] };
}

const rows = readJson<Row[]>("core/data/http-signatures.json");
const about = { docs: "https://www.rfc-editor.org/rfc/rfc9421", checked: "2026-11" };

function providerOf(alg: string, data: { requires?: readonly string[]; tag?: string; undated?: boolean }) {
  const scheme =
    alg === "hmac-sha256"
      ? httpHmac({ ...data, secret: { encoding: "base64" } })
      : httpSignature({ ...data, algorithm: alg as "ed25519" });
  return defineProvider({ id: "http", name: "HTTP", scheme: scheme as ReturnType<typeof httpHmac>, ...about });
}

const attempt = (row: Row, requires = row.policy?.required_components ?? []) =>
  verify(
    providerOf(row.alg ?? "", { requires }),
    { method: row.method, url: row.url, headers: row.headers, body: bytesOf(row.body_base64) },
    {
      ...(row.alg === "hmac-sha256" ? { secret: row.secret } : { publicKey: Object.values(row.public_keys ?? {})[0] }),
      clock: () => row.now * 1000,
    } as unknown as { secret: string },
  );

describe("RFC 9421", () => {
  it.each(rows.filter((row) => row.provider === "rfc9421").map((row) => [row.expect, row.name, row] as const))(
    "%s: %s",
    async (expected, _name, row) => {
      if (expected === "valid") expect((await attempt(row)).timestampMs).toBeGreaterThan(0);
      else expect((await codeOf(attempt(row))) as string).toMatch(/^(SIGNATURE|BODY_DIGEST|TIMESTAMP)_/);
    },
  );

  it("what is not signed is refused, whatever the signature", async () => {
    const row = rows.find(({ name }) => name === "rfc-sig-b26") as Row;
    expect(await codeOf(attempt(row, ["content-digest"]))).toBe("SIGNATURE_MALFORMED");
    expect(await codeOf(attempt(row, ["@method", "x-other"]))).toBe("SIGNATURE_MALFORMED");
  });

  it.each(["hmac-sha256", "rsa-v1_5-sha256"])("the algorithm is never taken from the message: %s", async (alg) => {
    const row = rows.find(({ name }) => name === "valid-ed25519") as Row;
    const headers = Object.fromEntries(
      Object.entries(row.headers).map(([name, value]) => [
        name,
        name.toLowerCase() === "signature-input" ? `${value};alg="${alg}"` : value,
      ]),
    );
    expect(await codeOf(attempt({ ...row, headers }))).toBe("ALGORITHM_REFUSED");
  });
});

const SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQ=";
const NOW = 1_764_000_000;
const BODY = '{"id":"evt_1"}';
const DIGEST = "sha-256=:W3FcGrRvZdAwHFVAy4YBYxP0cUZ5JiK8a6pS3jYzV6Y=:";

/** A delivery that is signed as its header says. */
async function signed(input: string, headers: Record<string, string> = {}, url = "https://example.com/in?a=1&b=%20x") {
  const { createHash } = await import("node:crypto");
  const digest = `sha-256=:${createHash("sha256").update(BODY).digest("base64")}:`;
  const all: Record<string, string> = { "content-digest": digest, ...headers, "signature-input": `s=${input}` };
  const scheme = httpHmac({ secret: { encoding: "base64" } });
  const bytes = await computeSignature(scheme, SECRET, { headers: all, url, method: "POST", body: BODY });
  return {
    method: "POST",
    url,
    headers: { ...all, signature: `s=:${Buffer.from(bytes).toString("base64")}:` } as Record<string, string>,
    body: BODY,
  };
}

const check = (
  delivery: Parameters<typeof verify>[1],
  data: { requires?: readonly string[]; tag?: string; undated?: boolean } = {},
  now = NOW,
) => verify(providerOf("hmac-sha256", data), delivery, { secret: SECRET, clock: () => now * 1000 });

const FULL = `("@method" "@target-uri" "content-digest");created=${NOW}`;

describe("httpHmac", () => {
  it("what is signed is accepted, and the event says what is covered", async () => {
    const event = await check(await signed(FULL));
    expect(event.signed).toMatchObject({ body: true, url: true, timestamp: true });
    expect(event.timestampMs).toBe(NOW * 1000);
  });

  it.each([
    ['("@method" "@target-uri" "content-digest" "@query-param";name="a")', "one query parameter"],
    ['("@method" "@target-uri" "content-digest" "@query-param";name="b")', "a query parameter with an escape"],
    ['("@method" "@target-uri" "content-digest" "@authority" "@scheme" "@path" "@query" "@request-target")', "pieces"],
    ['("@method" "@target-uri" "content-digest" "x-id")', "a header"],
  ])("%s: %s", async (components) => {
    const delivery = await signed(`${components};created=${NOW}`, { "x-id": " evt_1 " });
    expect((await check(delivery)).provider).toBe("http");
  });

  it.each([
    ["another body", { body: '{"id":"evt_2"}' }, "BODY_DIGEST_MISMATCH"],
    ["another method", { method: "PUT" }, "SIGNATURE_MISMATCH"],
    ["another query", { url: "https://example.com/in?a=2&b=%20x" }, "SIGNATURE_MISMATCH"],
    ["another host", { url: "https://example.org/in?a=1&b=%20x" }, "SIGNATURE_MISMATCH"],
  ])("%s is refused", async (_what, change, code) => {
    expect(await codeOf(check({ ...(await signed(FULL)), ...change }))).toBe(code);
  });

  it.each([
    ["signature-input", undefined, "SIGNATURE_MISSING"],
    ["signature", undefined, "SIGNATURE_MISSING"],
    ["signature", "t=:AAAA:", "SIGNATURE_MALFORMED"],
    ["signature", 's="AAAA"', "SIGNATURE_MALFORMED"],
    ["content-digest", undefined, "SIGNATURE_MALFORMED"],
    ["content-digest", DIGEST, "SIGNATURE_MISMATCH"],
    ["signature-input", `s=${FULL.replace('" "', '"  "')}`, "SIGNATURE_MALFORMED"],
    ["signature-input", `s=("@method" "@method" "@target-uri" "content-digest");created=${NOW}`, "SIGNATURE_MALFORMED"],
    ["signature-input", `s=("@method" "@target-uri" "content-digest" "x-none");created=${NOW}`, "SIGNATURE_MALFORMED"],
    ["signature-input", `s=("@method" "@target-uri" "content-digest" "@none");created=${NOW}`, "SIGNATURE_MALFORMED"],
    ["signature-input", `s=("@method" "@target-uri" "content-digest" "a";sf);created=${NOW}`, "SIGNATURE_MALFORMED"],
    ["signature-input", `s=("@method" "@target-uri" "content-digest");created=0`, "TIMESTAMP_MALFORMED"],
    ["signature-input", `s=("@method" "@target-uri" "content-digest");created="x"`, "TIMESTAMP_MALFORMED"],
    [
      "signature-input",
      `s=("@method" "@target-uri" "content-digest");created=${NOW};created=${NOW}`,
      "SIGNATURE_MALFORMED",
    ],
    ["signature-input", `${"s=(".repeat(3000)}`, "SIGNATURE_MALFORMED"],
  ])("%s: %s is refused with %s", async (name, value, code) => {
    const { headers, ...delivery } = await signed(FULL);
    const { [name]: _old, ...rest } = headers;
    const changed = value === undefined ? rest : { ...rest, [name]: value };
    expect(await codeOf(check({ ...delivery, headers: changed }))).toBe(code);
  });

  it("a timestamp at the tolerance passes, one second beyond is refused, both ways", async () => {
    const delivery = await signed(FULL);
    expect((await check(delivery, {}, NOW + 300)).timestampMs).toBe(NOW * 1000);
    expect((await check(delivery, {}, NOW - 300)).timestampMs).toBe(NOW * 1000);
    expect(await codeOf(check(delivery, {}, NOW + 301))).toBe("TIMESTAMP_TOO_OLD");
    expect(await codeOf(check(delivery, {}, NOW - 301))).toBe("TIMESTAMP_TOO_NEW");
  });

  it("an undated signature is accepted only where that was said", async () => {
    const delivery = await signed(FULL.replace(/;created.*/, ""));
    expect(await codeOf(check(delivery))).toBe("SIGNATURE_MALFORMED");
    const event = await check(delivery, { undated: true });
    expect([event.timestampMs, event.signed.timestamp]).toEqual([undefined, false]);
  });

  it("a signature past its end is refused", async () => {
    const delivery = await signed(`${FULL};expires=${NOW + 10}`);
    expect((await check(delivery, {}, NOW + 10)).provider).toBe("http");
    expect(await codeOf(check(delivery, {}, NOW + 11))).toBe("TIMESTAMP_TOO_OLD");
  });

  it("where a tag is wanted, a signature of another application does not count", async () => {
    const delivery = await signed(`${FULL};tag="hooks"`);
    expect((await check(delivery, { tag: "hooks" })).provider).toBe("http");
    expect(await codeOf(check(delivery, { tag: "other" }))).toBe("SIGNATURE_MALFORMED");
  });

  it("a path without a host asks for publicUrl", async () => {
    expect(await codeOf(check({ ...(await signed(FULL)), url: "/in?a=1" }))).toBe("PUBLIC_URL_REQUIRED");
  });
});

describe("httpSignature", () => {
  const pairs = {
    ed25519: generateKeyPairSync("ed25519"),
    "ecdsa-p384-sha384": generateKeyPairSync("ec", { namedCurve: "P-384" }),
  };

  it.each(Object.entries(pairs))(
    "%s: a genuine signature is accepted, one bit of it is not",
    async (algorithm, pair) => {
      const provider = providerOf(algorithm, { requires: ["@method"] });
      const input = `("@method");created=${NOW}`;
      const base = Buffer.from(`"@method": POST\n"@signature-params": ${input}`);
      const key = { key: pair.privateKey, dsaEncoding: "ieee-p1363" as const };
      const bytes = algorithm === "ed25519" ? sign(null, base, pair.privateKey) : sign("sha384", base, key);
      const publicKey = pair.publicKey.export({ format: "pem", type: "spki" }) as string;
      const run = (signature: Buffer) =>
        verify(
          provider,
          {
            headers: { "signature-input": `a=${input}`, signature: `a=:${signature.toString("base64")}:` },
            body: "{}",
          },
          { publicKey, clock: () => NOW * 1000 } as never,
        );
      expect((await run(bytes)).signed.body).toBe(false);
      bytes[9] = (bytes[9] as number) ^ 1;
      expect(await codeOf(run(bytes))).toBe("SIGNATURE_MISMATCH");
    },
  );
});

describe("RFC 9530", () => {
  it.each(rows.filter((row) => row.provider === "rfc9530").map((row) => [row.expect, row.name, row] as const))(
    "%s: %s",
    async (expected, _name, row) => {
      const run = async () => checkContentDigest({ headers: row.headers, body: bytesOf(row.body_base64) });
      if (expected === "valid") expect(await run()).toBe(true);
      else expect(await codeOf(run())).toBe("BODY_DIGEST_MISMATCH");
    },
  );

  it.each(["md5=:1B2M2Y8AsgTpgAmY7PhCfg==:", "sha-256=abc", "sha-256", "", "sha-256=:!!:"])(
    "%j proves nothing",
    async (text) => {
      const run = async () => checkContentDigest({ headers: { "content-digest": text }, body: new Uint8Array() });
      expect((await codeOf(run())) as string).toMatch(/^SIGNATURE_(MALFORMED|MISSING)$/);
    },
  );
});

describe("parseDictionary", () => {
  it("reads texts, numbers, booleans, bytes, tokens and lists", () => {
    const found = parseDictionary('a=("x" "y";p);q=1, b=:AQI=:;r="\\"", c=?1, d=-2, e=tok/en, f=1.5');
    expect([...(found?.keys() ?? [])]).toEqual(["a", "b", "c", "d", "e", "f"]);
    expect(found?.get("a")?.raw).toBe('("x" "y";p);q=1');
    expect(found?.get("b")).toMatchObject({ value: new Uint8Array([1, 2]) });
    expect(found?.get("b")?.parameters.get("r")).toBe('"');
    expect(["c", "d", "e", "f"].map((name) => found?.get(name)?.value)).toEqual([true, -2, "tok/en", 1.5]);
  });

  it.each([
    "a=1,",
    "a=1;",
    "a=(",
    'a=("x"',
    'a="x',
    "a=:A:",
    "A=1",
    "a=1, a=2",
    "a",
    "=1",
    'a=("x"  "y")',
    "a=1 b=2",
    "a=1;b=",
    'a="\u00e9"',
  ])("%j is no dictionary", (text) => {
    expect(parseDictionary(text)).toBeUndefined();
  });

  it("whatever it is given, it ends at once", () => {
    for (const text of ['a="'.repeat(2000), "a=(".repeat(2000), "a=1;".repeat(2000), `a=:${"A".repeat(8000)}`]) {
      expect(parseDictionary(text)).toBeUndefined();
    }
  });
});
