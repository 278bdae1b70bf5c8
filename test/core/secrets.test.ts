import { inspect } from "node:util";
import { createVerifier, type HashSchemeData, verify } from "hookonce";
import { github } from "hookonce/providers/github";
import { standardWebhooks } from "hookonce/providers/standard-webhooks";
import { stripe } from "hookonce/providers/stripe";
import { twilio } from "hookonce/providers/twilio";
import { describe, expect, it } from "vitest";
import { deliver, hexOf, macOf, providerOf, SECRET, schemeOf } from "../support/acme.js";
import { codeOf, refusal } from "../support/refusal.js";

const acme = providerOf();
const accept = (secret: unknown, signedWith: string | Uint8Array = SECRET, now = 0) =>
  verify(acme, deliver("{}", signedWith), { secret: secret as string, clock: () => now });
const build = (provider: any, secret: unknown) => refusal(() => createVerifier(provider, { secret } as never));

describe("what cannot be the secret is refused while the app is built", () => {
  it.each<[string, unknown, string]>([
    ["undefined", undefined, "SECRET_MISSING"],
    ["null", null, "SECRET_MISSING"],
    ["an empty text", "", "SECRET_MISSING"],
    ["blanks", " \t\n", "SECRET_MISSING"],
    ["a list of nothing", [], "SECRET_MISSING"],
    ["a list of undefined", [undefined, undefined], "SECRET_MISSING"],
    ["an empty text beside a usable one", [SECRET, ""], "SECRET_MISSING"],
    ["null beside a usable one", [SECRET, null], "SECRET_MISSING"],
    ["a number", 12345678, "SECRET_MISSING"],
    ["true", true, "SECRET_MISSING"],
    ["an object", {}, "SECRET_MISSING"],
    ["a named secret without a value", { id: "old", value: undefined }, "SECRET_MISSING"],
    ["a named secret that is blank", { id: "old", value: " " }, "SECRET_MISSING"],
    ["a line break behind it", `${SECRET}\n`, "SECRET_UNUSABLE"],
    ["a space before it", ` ${SECRET}`, "SECRET_UNUSABLE"],
    ["no-break space around it", `\u00a0${SECRET}`, "SECRET_UNUSABLE"],
    ["white space around a second one", [SECRET, `${SECRET} `], "SECRET_UNUSABLE"],
    ["a PEM key", "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----", "SECRET_WRONG_KIND"],
    ...[
      "undefined",
      "null",
      "NaN",
      "[object Object]",
      "[object Promise]",
      "<your secret>",
      "$" + "{SECRET}",
      "whsec_...",
      "whsec_…",
      "xxx",
      "whsec_xxxx",
      "your-secret",
      "YOUR_SECRET_HERE",
      "your secret",
      "changeme",
      "change-me",
      "CHANGE_ME",
      "replace-me",
      "placeholder",
    ].map((text): [string, unknown, string] => [`the placeholder ${text}`, text, "SECRET_UNUSABLE"]),
  ])("%s", async (_name, secret, code) => {
    const error = await build(acme, secret);
    expect(error.code).toBe(code);
    expect(error.status).toBe(500);
  });

  it("no bytes are no secret", async () => {
    expect((await build(acme, new Uint8Array())).code).toMatch(/^SECRET_(MISSING|UNUSABLE)$/);
  });

  it.each(["nullable-secret", "my undefined", "xx", "yours-truly-1", "a...b", "<x", "placeholder-1", "-----BEGI"])(
    "what only looks like a placeholder is a secret: %s",
    async (secret) => {
      expect((await accept(secret, secret)).provider).toBe("acme");
    },
  );

  it.each([
    [stripe, ["sk_live_51abcdefgh", "pk_test_51abcdefgh", "rk_live_51abcdefgh", "we_1abcdefgh"], "whsec_51abcdefgh"],
    [twilio, ["AC0123456789abcdef", "SK0123456789abcdef"], "0123456789abcdefAC"],
  ] as const)("another credential of the provider is refused: %#", async (provider, wrong, right) => {
    for (const secret of wrong) {
      const error = await build(provider, secret);
      expect(error.code).toBe("SECRET_WRONG_KIND");
      expect(inspect(error)).not.toContain(secret);
    }
    expect(createVerifier(provider as never, { secret: right } as never)).toBeTypeOf("function");
  });

  it("the message names the variable and where the secret is found, and never shows the value", async () => {
    const values = [" sup3r-s3cret-value", "whsec_sup3r-s3cret!", "sk_live_sup3rs3cret", "-----BEGIN sup3r-s3cret"];
    for (const value of values) {
      for (const provider of [stripe, standardWebhooks]) {
        for (const secret of [value, { id: "new", value }, ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", value]]) {
          const outcome = await Promise.resolve()
            .then(() => createVerifier(provider, { secret } as never))
            .catch((e) => e);
          if (typeof outcome === "function") continue;
          expect(inspect(outcome, { showHidden: true, depth: 9 })).not.toMatch(/sup3r-?s3cret/);
        }
      }
    }
    expect((await build(stripe, undefined)).message).toMatch(/STRIPE_WEBHOOK_SECRET.*Workbench/);
    expect((await build(stripe, "sk_live_x")).message).toMatch(/STRIPE_WEBHOOK_SECRET/);
    expect((await build(acme, undefined)).message).toMatch(/Acme/);
  });

  it("the wrong option is told apart from a missing secret", async () => {
    const error = await refusal(() => createVerifier(github, { publicKey: "x" } as never));
    expect(error.code).toBe("CREDENTIAL_MISMATCH");
    expect((await refusal(() => createVerifier(github, {} as never))).code).toBe("SECRET_MISSING");
    expect((await refusal(() => createVerifier(github, undefined as never))).code).toBe("SECRET_MISSING");
  });
});

describe("bytes", () => {
  it("are the key as they are, whatever the form of the text", async () => {
    const bytes = new Uint8Array([0, 255, 10, 32]);
    const scheme = schemeOf({ secret: { encoding: "base64", strip: "whsec_", suffix: "&" } });
    const delivery = { headers: { "x-signature": hexOf("{}", bytes) }, body: "{}" };
    expect((await verify(providerOf(scheme), delivery, { secret: bytes })).provider).toBe("acme");
    expect((await accept(Buffer.from(bytes), bytes)).provider).toBe("acme");
    expect(await codeOf(accept(new Uint8Array([0, 255, 10, 33]), bytes))).toBe("SIGNATURE_MISMATCH");
  });
});

describe("the form of a secret's text", () => {
  const key = Buffer.from("c0ffee00ff", "hex");
  const check = (form: HashSchemeData["secret"], secret: string, expected: string | Uint8Array) =>
    verify(
      providerOf(schemeOf({ secret: form })),
      { headers: { "x-signature": macOf("{}", expected).toString("hex") }, body: "{}" },
      { secret },
    );

  it.each<[string, HashSchemeData["secret"], string, string | Uint8Array]>([
    ["text as it is", undefined, "whsec_é", "whsec_é"],
    ["a prefix left out", { strip: "whsec_" }, "whsec_abc", "abc"],
    ["a prefix that is not there", { strip: "whsec_" }, "abc", "abc"],
    ["hex", { encoding: "hex" }, key.toString("hex"), key],
    ["hex in upper case", { encoding: "hex" }, key.toString("hex").toUpperCase(), key],
    ["base64", { encoding: "base64" }, key.toString("base64"), key],
    ["base64 without padding", { encoding: "base64" }, key.toString("base64").replace("=", ""), key],
    ["base64url", { encoding: "base64url" }, key.toString("base64url"), key],
    [
      "a prefix before base64",
      { strip: "whsec_", encoding: "base64", requirePrefix: true },
      `whsec_${key.toString("base64")}`,
      key,
    ],
    ["a suffix", { suffix: "&" }, "abc", "abc&"],
    ["a suffix behind decoded bytes", { encoding: "hex", suffix: "&" }, "616263", "abc&"],
  ])("%s", async (_name, form, secret, expected) => {
    expect((await check(form, secret, expected)).provider).toBe("acme");
  });

  it.each<[string, HashSchemeData["secret"], string]>([
    ["hex of an odd length", { encoding: "hex" }, "abc"],
    ["hex with another letter", { encoding: "hex" }, "abcg"],
    ["base64 with another letter", { encoding: "base64" }, "ab!d"],
    ["base64 with a line break inside", { encoding: "base64" }, "ab\ncd"],
    ["base64 with set bits behind the last byte", { encoding: "base64" }, "ab=="],
    ["base64 cut short", { encoding: "base64" }, "abcde"],
    ["the alphabet of URLs in base64", { encoding: "base64" }, "ab-_"],
    ["the prefix alone", { strip: "whsec_", encoding: "base64" }, "whsec_"],
    ["a prefix that is required and missing", { strip: "whsec_", encoding: "base64", requirePrefix: true }, "abcd"],
    ["a required prefix of text that is missing", { strip: "wsk_", requirePrefix: true }, "abcd"],
  ])("%s is refused", async (_name, form, secret) => {
    const error = await build(providerOf(schemeOf({ secret: form })), secret);
    expect(error.code).toBe("SECRET_UNUSABLE");
    expect(error.message).not.toContain(secret);
  });

  it("a whsec_ that does not decode is refused where it must, and kept as text where it is text", async () => {
    expect((await build(standardWebhooks, "whsec_not*base64")).code).toBe("SECRET_UNUSABLE");
    expect(createVerifier(stripe, { secret: "whsec_not*base64" })).toBeTypeOf("function");
  });
});
