import { createVerifier, verify } from "hookonce";
import { github } from "hookonce/providers/github";
import { twilio } from "hookonce/providers/twilio";
import { afterEach, describe, expect, it, vi } from "vitest";
import { hexOf, providerOf, SECRET, schemeOf } from "../support/acme.js";
import { codeOf, refusal } from "../support/refusal.js";

const timed = providerOf(schemeOf({ fields: { timestamp: "x-timestamp" }, signs: "{timestamp}{body}" }));
const at = (seconds: number) => ({
  headers: { "x-signature": hexOf(`${seconds}{}`), "x-timestamp": String(seconds) },
  body: "{}",
});
const NOW = 1_700_000_000;
const attempt = (age: number, options: object) =>
  verify(timed, at(NOW - age), { secret: SECRET, clock: () => NOW * 1000, ...options });

describe("toleranceSeconds", () => {
  it.each([Number.NaN, 0, -1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, "300", null, true, 300n, {}])(
    "%s is refused",
    async (toleranceSeconds) => {
      const error = await refusal(() => createVerifier(timed, { secret: SECRET, toleranceSeconds } as never));
      expect(error.code).toBe("TOLERANCE_INVALID");
    },
  );

  it("is 300 where nothing else is said, and undefined says nothing", async () => {
    for (const options of [{}, { toleranceSeconds: undefined }]) {
      expect((await attempt(300, options)).provider).toBe("acme");
      expect(await codeOf(attempt(301, options))).toBe("TIMESTAMP_TOO_OLD");
      expect(await codeOf(attempt(-301, options))).toBe("TIMESTAMP_TOO_NEW");
    }
  });

  it("of the caller comes before that of the provider", async () => {
    expect((await attempt(10, { toleranceSeconds: 10 })).provider).toBe("acme");
    expect(await codeOf(attempt(11, { toleranceSeconds: 10 }))).toBe("TIMESTAMP_TOO_OLD");
    expect((await attempt(3600, { toleranceSeconds: 3600 })).provider).toBe("acme");
    const provider = providerOf(timed.scheme, { toleranceSeconds: 60 });
    const options = { secret: SECRET, clock: () => NOW * 1000 };
    expect((await verify(provider, at(NOW - 60), options)).provider).toBe("acme");
    expect(await codeOf(verify(provider, at(NOW - 61), options))).toBe("TIMESTAMP_TOO_OLD");
  });

  it("holds to the millisecond", async () => {
    const clock = (ms: number) => attempt(0, { clock: () => NOW * 1000 + ms });
    expect((await clock(300_000)).provider).toBe("acme");
    expect(await codeOf(clock(300_001))).toBe("TIMESTAMP_TOO_OLD");
    expect((await clock(-300_000)).provider).toBe("acme");
    expect(await codeOf(clock(-300_001))).toBe("TIMESTAMP_TOO_NEW");
  });

  it("the message says how far, in seconds", async () => {
    expect((await refusal(attempt(1000, {}))).message).toMatch(/\b1000 s\b.*\b300 s\b/);
  });
});

describe("clock", () => {
  it.each([NOW, "now", null, {}])("that is no function is refused: %j", async (clock) => {
    expect(await codeOf(() => createVerifier(timed, { secret: SECRET, clock } as never))).toBe("OPTION_INVALID");
  });

  it("is read once for each delivery, and never before", async () => {
    const clock = vi.fn(() => NOW * 1000);
    const verifier = createVerifier(timed, { secret: SECRET, clock });
    expect(clock).not.toHaveBeenCalled();
    await verifier(at(NOW));
    await verifier(at(NOW));
    expect(clock).toHaveBeenCalledTimes(2);
  });

  it("that tells no time refuses", async () => {
    for (const clock of [() => Number.NaN, () => undefined, () => "x"]) {
      expect((await refusal(attempt(0, { clock }))).status).toBe(401);
    }
  });

  it("a provider without a timestamp takes a delivery of any age", async () => {
    const body = "Hello, World!";
    const headers = {
      "x-hub-signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
    };
    const event = await verify(github, { headers, body }, { secret: "It's a Secret to Everybody", clock: () => 0 });
    expect(event.timestampMs).toBeUndefined();
  });
});

describe("publicUrl", () => {
  it.each([
    "",
    "/hooks",
    "acme.example/hooks",
    "ftp://acme.example",
    "https://",
    "https://acme.example/?a=1",
    "https://acme.example/#a",
    " https://acme.example",
    "https://acme.example/a b",
    5,
    null,
  ])("%j is refused", async (publicUrl) => {
    const code = await codeOf(() => createVerifier(twilio, { secret: "12345", publicUrl } as never));
    expect(code).toBe("OPTION_INVALID");
  });

  it.each(["https://acme.example", "http://localhost:3000/hooks", "https://acme.example/a/b/", undefined])(
    "%j is accepted",
    (publicUrl) => {
      expect(createVerifier(twilio, { secret: "12345", publicUrl })).toBeTypeOf("function");
    },
  );
});

describe("a polluted Object.prototype", () => {
  const names = ["secret", "publicKey", "toleranceSeconds", "clock", "publicUrl", "value"] as const;
  afterEach(() => {
    for (const name of names) delete (Object.prototype as Record<string, unknown>)[name];
  });
  const pollute = (name: (typeof names)[number], value: unknown) => {
    Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true, enumerable: false });
  };

  it("gives no secret", async () => {
    pollute("secret", SECRET);
    expect(await codeOf(() => createVerifier(timed, {} as never))).toBe("SECRET_MISSING");
    expect(await codeOf(verify(timed, at(NOW), { clock: () => NOW * 1000 } as never))).toBe("SECRET_MISSING");
  });

  it("does not change a named secret, or one of bytes", async () => {
    const bytes = new TextEncoder().encode(SECRET);
    const seen: string[] = [];
    pollute("value", "polluted-secret-1");
    for (const secret of [bytes, SECRET, { id: "a", value: SECRET }]) {
      const event = await verify(timed, at(NOW), { secret, clock: () => NOW * 1000 });
      seen.push(event.provider);
    }
    // The assertions themselves would trip over it.
    delete (Object.prototype as Record<string, unknown>).value;
    expect(seen).toEqual(["acme", "acme", "acme"]);
  });

  it("does not widen the tolerance, and stops no clock", async () => {
    pollute("toleranceSeconds", 1e9);
    expect(await codeOf(attempt(301, {}))).toBe("TIMESTAMP_TOO_OLD");
    pollute("clock", () => NOW * 1000);
    expect(await codeOf(verify(timed, at(NOW - 1e8), { secret: SECRET }))).toBe("TIMESTAMP_TOO_OLD");
  });

  it("gives no URL to what signs one", async () => {
    pollute("publicUrl", "https://evil.example/");
    const provider = providerOf(schemeOf({ signs: "{url}{body}" }));
    const delivery = { headers: { "x-signature": hexOf("https://evil.example/{}") }, body: "{}" };
    expect(await codeOf(verify(provider, delivery, { secret: SECRET }))).toBe("PUBLIC_URL_REQUIRED");
  });
});
