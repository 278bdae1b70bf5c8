import { createVerifier, fromEnv, hmac, verify, WebhookError } from "hookonce";
import { afterEach, describe, expect, it, vi } from "vitest";
import { deliver, providerOf, SECRET } from "../support/acme.js";
import { codeOf, refusal } from "../support/refusal.js";

const acme = providerOf();
const accept = (secret: unknown, signedWith: string | Uint8Array = SECRET, now = 0) =>
  verify(acme, deliver("{}", signedWith), { secret: secret as string, clock: () => now });
const build = (provider: any, secret: unknown) => refusal(() => createVerifier(provider, { secret } as never));

describe("several secrets", () => {
  it("each of them counts, and one that is not among them does not", async () => {
    const secrets = [SECRET, "old-secret-1", new TextEncoder().encode("old-secret-2")];
    for (const one of [SECRET, "old-secret-1", "old-secret-2"])
      expect((await accept(secrets, one)).provider).toBe("acme");
    expect(await codeOf(accept(secrets, "old-secret-3"))).toBe("SIGNATURE_MISMATCH");
  });

  it("undefined beside a usable one is passed over", async () => {
    expect((await accept([undefined, SECRET, undefined])).provider).toBe("acme");
  });

  it("the event tells the id of the one that matched", async () => {
    const secrets = [{ id: "new", value: SECRET }, { id: "old", value: "old-secret-1" }, "unnamed-secret"];
    expect((await accept(secrets)).secretId).toBe("new");
    expect((await accept(secrets, "old-secret-1")).secretId).toBe("old");
    expect((await accept(secrets, "unnamed-secret")).secretId).toBeUndefined();
  });

  it("an id stays with its own entry when the same value is named twice over", async () => {
    expect((await accept([{ id: "a", value: SECRET }])).secretId).toBe("a");
    expect((await accept([{ id: "b", value: SECRET }])).secretId).toBe("b");
    expect((await accept(SECRET)).secretId).toBeUndefined();
  });

  it("a secret counts until its notAfter, and not a millisecond longer", async () => {
    const old = { id: "old", value: "old-secret-1", notAfter: new Date(1000) };
    expect((await accept([SECRET, old], "old-secret-1", 1000)).secretId).toBe("old");
    expect(await codeOf(accept([SECRET, old], "old-secret-1", 1001))).toBe("SIGNATURE_MISMATCH");
    expect((await accept([SECRET, old], SECRET, 1001)).provider).toBe("acme");
  });

  it("when every secret is past its notAfter, the sender is asked to come again", async () => {
    const error = await refusal(accept({ id: "old", value: SECRET, notAfter: new Date(1000) }, SECRET, 1001));
    expect([error.code, error.status]).toEqual(["SECRET_UNAVAILABLE", 503]);
  });

  it("a notAfter that is no date is refused", async () => {
    const secret = { id: "old", value: SECRET, notAfter: new Date("tomorrow") };
    expect((await build(acme, secret)).code).toBe("OPTION_INVALID");
  });
});

describe("functions", () => {
  it("get the platform, and may answer later", async () => {
    const secret = vi.fn(async (env: { SECRET: string }) => [undefined, { id: "env", value: env.SECRET }]);
    const verifier = createVerifier(acme, { secret });
    expect(secret).not.toHaveBeenCalled();
    const event = await verifier(deliver(), { SECRET });
    expect([event.secretId, secret.mock.calls]).toEqual(["env", [[{ SECRET }]]]);
    expect(await codeOf(verifier(deliver(), { SECRET: "another-secret" }))).toBe("SIGNATURE_MISMATCH");
  });

  it.each<[string, () => unknown]>([
    [
      "one that throws",
      () => {
        throw new TypeError("vault is sealed");
      },
    ],
    ["one that rejects", () => Promise.reject(new Error("vault is sealed"))],
    ["one that gives nothing", () => undefined],
    ["one that gives a blank text", async () => " "],
    ["one that gives a placeholder", () => "changeme"],
  ])("%s: SECRET_UNAVAILABLE, and the sender comes again", async (_name, secret) => {
    const error = await refusal(createVerifier(acme, { secret: secret as never })(deliver()));
    expect(error).toBeInstanceOf(WebhookError);
    expect([error.code, error.status]).toEqual(["SECRET_UNAVAILABLE", 503]);
    expect(error.cause).toBeInstanceOf(Error);
  });

  it("are not called for a delivery that has no signature", async () => {
    const secret = vi.fn(() => SECRET);
    expect(await codeOf(createVerifier(acme, { secret })({ headers: {}, body: "{}" }))).toBe("SIGNATURE_MISSING");
    expect(secret).not.toHaveBeenCalled();
  });

  it("a secret that changes between deliveries is seen", async () => {
    let current = SECRET;
    const verifier = createVerifier(acme, { secret: () => current });
    expect((await verifier(deliver())).provider).toBe("acme");
    current = "rolled-secret-1";
    expect(await codeOf(verifier(deliver()))).toBe("SIGNATURE_MISMATCH");
    expect((await verifier(deliver("{}", current))).provider).toBe("acme");
  });
});

describe("a key is made ready once per secret", () => {
  const counting = () => {
    const scheme = hmac({
      hash: "sha256",
      header: "x-signature",
      format: "{signature}",
      encoding: "hex",
      signs: "{body}",
    });
    const prepare = vi.fn(scheme.prepare);
    return { prepare, provider: providerOf({ ...scheme, prepare }) };
  };

  it("for each verifier, whatever the number of deliveries", async () => {
    const { prepare, provider } = counting();
    const verifier = createVerifier(provider as typeof acme, { secret: [SECRET, "old-secret-1"] });
    for (let i = 0; i < 3; i++) await verifier(deliver());
    expect(prepare).toHaveBeenCalledTimes(2);
  });

  it("where a function gives it at each delivery, and where verify is called each time", async () => {
    const { prepare, provider } = counting();
    const verifier = createVerifier(provider as typeof acme, { secret: () => [SECRET, { id: "a", value: SECRET }] });
    for (let i = 0; i < 3; i++) await verifier(deliver());
    for (let i = 0; i < 3; i++) await verify(provider as typeof acme, deliver(), { secret: SECRET });
    expect(prepare).toHaveBeenCalledTimes(1);
  });

  it("bytes that change under the same object are seen", async () => {
    const bytes = new TextEncoder().encode(SECRET);
    const verifier = createVerifier(acme, { secret: () => bytes });
    expect((await verifier(deliver())).provider).toBe("acme");
    bytes[0] = 0;
    expect(await codeOf(verifier(deliver()))).toBe("SIGNATURE_MISMATCH");
  });

  it("more secrets than are kept ready are still told apart", async () => {
    const { provider } = counting();
    for (let i = 0; i < 130; i++) {
      const secret = `tenant-secret-${i}`;
      const event = await verify(provider as typeof acme, deliver("{}", secret), { secret });
      expect(event.provider).toBe("acme");
    }
    expect(await codeOf(verify(provider as typeof acme, deliver(), { secret: "tenant-secret-1" }))).toBe(
      "SIGNATURE_MISMATCH",
    );
  });
});

describe("fromEnv", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("reads the variable when it is needed, not before", async () => {
    vi.stubEnv("ACME_SECRET", undefined);
    const verifier = createVerifier(acme, { secret: fromEnv("ACME_SECRET") });
    const error = await refusal(verifier(deliver()));
    expect([error.code, error.status]).toEqual(["SECRET_UNAVAILABLE", 503]);
    expect(error.message).toContain("ACME_SECRET");
    vi.stubEnv("ACME_SECRET", SECRET);
    expect((await verifier(deliver())).provider).toBe("acme");
  });

  it.each([undefined, "", " "])("names the variable when it is %j", async (value) => {
    vi.stubEnv("ACME_SECRET", value);
    const error = await refusal(fromEnv("ACME_SECRET"));
    expect(error.code).toBe("SECRET_MISSING");
    expect(error.message).toContain("ACME_SECRET");
  });
});
