import { createVerifier, fromBody, verify, WebhookError } from "hookonce";
import { github } from "hookonce/providers/github";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { readsQuietly } from "../../src/core/schemes/signed.js";
import { createVerification } from "../../src/core/verification.js";
import { hexOf, providerOf, SECRET, schemeOf } from "../support/acme.js";
import { deliver, genuine, NOW, options } from "../support/genuine.js";
import { codeOf, refusal } from "../support/refusal.js";

type Backend = typeof import("#crypto");
type Part = string | Uint8Array;

/** Every call that goes to the crypto backend, with the parts that it was given. */
const calls = vi.hoisted((): { name: string; parts: readonly unknown[] }[] => []);

vi.mock("#crypto", async (importOriginal) => {
  const real = await importOriginal<Backend>();
  const spy = <N extends "hmac" | "hmacOctets" | "digest" | "verifySignature">(name: N): Backend[N] =>
    ((...given: unknown[]) => {
      calls.push({ name: name === "hmacOctets" ? "hmac" : name, parts: given.at(-1) as Part[] });
      return (real[name] as (...given: unknown[]) => unknown)(...given);
    }) as Backend[N];
  const spied = { hmac: spy("hmac"), hmacOctets: spy("hmacOctets"), digest: spy("digest") };
  return { ...real, ...spied, verifySignature: spy("verifySignature") };
});

beforeEach(() => {
  calls.length = 0;
});

const counts = () => calls.map(({ name }) => name).sort();
const list = schemeOf({ format: "v1={signature}", separator: "," });
// With an id in the body, so that no digest of the body is asked for.
const eventId = fromBody("id");
const acme = providerOf(list, { eventId });
const signatures = (count: number, ...good: string[]) =>
  [...Array(count - good.length).fill("00".repeat(32)), ...good].map((hex) => `v1=${hex}`).join(",");
const attempt = (header: string, secret: unknown, provider = acme) =>
  createVerifier(provider, { secret: secret as string })({ headers: { "x-signature": header }, body: "{}" });

describe("a refusal", () => {
  it.each([
    ["zz", "SIGNATURE_MALFORMED"],
    [signatures(1), "SIGNATURE_MISMATCH"],
  ])("of %s has no stack, and leaves that of other errors as it was", async (header, code) => {
    const { stackTraceLimit } = Error;
    const error = await refusal(attempt(header, SECRET));
    expect(error.code).toBe(code);
    expect(error.stack).not.toContain("\n    at ");
    expect(Error.stackTraceLimit).toBe(stackTraceLimit);
    expect(new Error("x").stack).toContain("\n    at ");
  });

  it("is handed on inside, and thrown by what is public", async () => {
    const scheme = schemeOf({ format: "t={timestamp},v1={signature}", separator: ",", signs: "{timestamp}.{body}" });
    const { begin } = createVerification(providerOf(scheme, { eventId }), { secret: SECRET });
    const read = readsQuietly.get(scheme.parse);
    const v1 = `v1=${"00".repeat(32)}`;
    const wrong = ["", "zz", "t=1", `t=x,${v1}`, "t=1,v1=zz", `t=1,t=1,${v1}`, "x".repeat(5000)];
    for (const header of [...wrong, `t=1,${Array(20).fill(v1).join()}`]) {
      const delivery = { headers: { "x-signature": header }, body: "{}" };
      const { code } = await refusal(() => scheme.parse(delivery));
      expect(read?.(delivery)).toMatchObject({ name: "WebhookError", code });
      expect(begin(delivery)).toMatchObject({ name: "WebhookError", code });
    }
    expect(begin({ headers: { "x-signature": `t=1,${v1}` } })).toMatchObject({ code: "TIMESTAMP_TOO_OLD" });
  });

  it("of a scheme with another parse is what that one throws", () => {
    const parse = () => {
      throw new WebhookError("SIGNATURE_MISSING", "It is another one.");
    };
    const { begin } = createVerification(providerOf({ ...schemeOf(), parse }, { eventId }), { secret: SECRET });
    const headers = { "x-signature": hexOf("{}") };
    expect(begin({ headers })).toMatchObject({ message: "It is another one." });
  });
});

describe("one HMAC for each secret, whatever the number of signatures", () => {
  it.each([1, 2, 16])("%i signatures, one secret", async (count) => {
    await attempt(signatures(count, hexOf("{}")), SECRET);
    expect(counts()).toEqual(["hmac"]);
    calls.length = 0;
    expect(await codeOf(attempt(signatures(count), SECRET))).toBe("SIGNATURE_MISMATCH");
    expect(counts()).toEqual(["hmac"]);
  });

  it("16 signatures, three secrets, none of which matches", async () => {
    expect(await codeOf(attempt(signatures(16), [SECRET, "old-secret-1", "old-secret-2"]))).toBe("SIGNATURE_MISMATCH");
    expect(counts()).toEqual(["hmac", "hmac", "hmac"]);
  });

  it("no secret is tried after the one that matched", async () => {
    await attempt(signatures(16, hexOf("{}")), [SECRET, "old-secret-1"]);
    expect(counts()).toEqual(["hmac"]);
  });

  it("two templates cost two, at most", async () => {
    const provider = providerOf(schemeOf({ signs: ["{method}{body}", "{body}"] }), { eventId });
    await attempt(hexOf("POST{}"), SECRET, provider);
    expect(counts()).toEqual(["hmac"]);
    calls.length = 0;
    await attempt(hexOf("{}"), SECRET, provider);
    expect(counts()).toEqual(["hmac", "hmac"]);
  });
});

describe("nothing is hashed before the cheap checks have passed", () => {
  it.each(genuine.map((row) => [row.provider.id, row] as const))("%s", async (_id, row) => {
    const delivery = await deliver(row);
    const verifier = createVerifier(row.provider, options(row));
    calls.length = 0;
    const names = Object.keys(delivery.headers);
    const hostile = [
      {},
      ...names.map((name) => ({ ...delivery.headers, [name]: "" })),
      ...names.map((name) => ({ ...delivery.headers, [name]: [delivery.headers[name], delivery.headers[name]] })),
      { ...delivery.headers, [row.header]: "\u0000" },
      { ...delivery.headers, [row.header]: "a".repeat(4097) },
    ];
    for (const headers of hostile) await refusal(verifier({ ...delivery, headers } as never));
    const stale = await deliver(row, row.body, NOW - 1_000_000);
    calls.length = 0;
    if (row.timestampHeader) expect(await codeOf(verifier(stale))).toBe("TIMESTAMP_TOO_OLD");
    expect(await codeOf(verifier({ ...delivery, headers: {} }))).toBe("SIGNATURE_MISSING");
    expect(
      await codeOf(verifier({ ...delivery, headers: { ...delivery.headers, [row.header]: [1, 2] } } as never)),
    ).toBe("SIGNATURE_DUPLICATED");
    expect(counts()).toEqual([]);
  });

  it("not even when the body is what a parser made of it", async () => {
    const delivery = { headers: { "x-signature": signatures(1) }, body: {} as never };
    expect(await codeOf(verify(acme, delivery, { secret: SECRET }))).toBe("BODY_NOT_BYTES");
    expect(counts()).toEqual([]);
  });

  it("and no secret is asked for", async () => {
    const secret = vi.fn(() => SECRET);
    const verifier = createVerifier(acme, { secret });
    for (const header of ["", "x", "v1=zz", signatures(17)]) {
      await refusal(verifier({ headers: { "x-signature": header }, body: "{}" }));
    }
    expect(secret).not.toHaveBeenCalled();
    await refusal(verifier({ headers: { "x-signature": signatures(1) }, body: "{}" }));
    expect(secret).toHaveBeenCalledOnce();
  });
});

describe("the body is given to the hash as it came", () => {
  it.each(
    genuine
      .filter(({ encoding, provider }) => encoding !== "plain" && provider.id !== "twilio")
      .map((row) => [row.provider.id, row] as const),
  )("%s: as the same object, joined with nothing", async (_id, row) => {
    const body = Buffer.from(row.body);
    const delivery = await deliver(row, body);
    calls.length = 0;
    await createVerifier(row.provider, options(row))(delivery);
    const [first] = calls;
    expect(["hmac", "verifySignature"]).toContain(first?.name);
    expect(first?.parts.at(-1)).toBe(body);
    expect(first?.parts.slice(0, -1).every((part) => typeof part === "string")).toBe(true);
  });

  it("its digest is made of the same object, once, and only where an id needs it", async () => {
    const body = Buffer.from("Hello, World!");
    const headers = {
      "x-hub-signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
    };
    const event = await verify(github, { headers, body }, { secret: "It's a Secret to Everybody" });
    expect(event.id).toBe(event.id);
    const digests = calls.filter(({ name }) => name === "digest");
    expect(digests).toHaveLength(1);
    expect(digests[0]?.parts).toEqual([body]);
    expect(digests[0]?.parts[0]).toBe(body);
  });

  it("an event with an id of its own costs no digest", async () => {
    const row = genuine[0]!;
    const event = await createVerifier(row.provider, options(row))(await deliver(row));
    calls.length = 0;
    expect([event.id, counts()]).toEqual(["evt_1", []]);
  });
});
