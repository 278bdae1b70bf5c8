import {
  createVerifier,
  defineProvider,
  digest,
  ecdsa,
  ed25519,
  fromBody,
  fromHeader,
  type HashSchemeData,
  hmac,
  rsa,
  WebhookConfigError,
} from "hookonce";
import { describe, expect, it } from "vitest";
import { providerOf, SECRET, schemeOf } from "../support/acme.js";
import { refusal } from "../support/refusal.js";

const define = (changes: Partial<HashSchemeData>) => () => providerOf(schemeOf(changes));

describe("a scheme that contradicts itself is refused when it is defined", () => {
  it.each<[string, Partial<HashSchemeData>]>([
    ["a format without {signature}", { format: "v1={value}" }],
    ["a format that captures nothing", { format: "sha256=" }],
    ["an empty format", { format: "" }],
    ["two names without a mark between", { format: "{keyId}{signature}" }],
    ["a brace that is not closed in the format", { format: "v1={signature" }],
    ["a brace that is not opened in the format", { format: "v1=signature}" }],
    ["a name with a blank", { format: "{my signature}" }],
    ["an empty name", { format: "{}={signature}" }],
    ["an element that captures nothing", { format: "v1,{signature}", separator: "," }],
    ["a template that names what nothing captures", { signs: "{timestamp}.{body}" }],
    ["a template that names the signature", { signs: "{signature}.{body}" }],
    ["a template with an unknown place", { signs: "{cookie:a}{body}" }],
    ["a template with an unknown filter", { signs: "{body|md5}" }],
    ["a filter that every object has", { signs: "{body|constructor}" }],
    ["a brace that is not closed in the template", { signs: "{body" }],
    ["a bracket that is not closed", { signs: "[a{body}" }],
    ["a bracket that is not opened", { signs: "a]{body}" }],
    ["a bracket in a bracket", { signs: "[a[{body}]]" }],
    ["no template", { signs: [] }],
    ["one wrong template of two", { signs: ["{body}", "{nonce}{body}"] }],
    ["a timestamp in the format that is not signed", { format: "t={timestamp},v1={signature}", separator: "," }],
    ["a timestamp among the fields that is not signed", { fields: { timestamp: "x-timestamp" } }],
    [
      "a timestamp that one template of two does not sign",
      { fields: { timestamp: "x-t" }, signs: ["{timestamp}{body}", "{body}"] },
    ],
    ["a timestamp that is signed in brackets only", { fields: { timestamp: "x-t" }, signs: "[{timestamp}]{body}" }],
    [
      "a timestamp that is signed as a checksum only",
      { fields: { timestamp: "x-t" }, signs: "{timestamp|crc32}{body}" },
    ],
    ["a form of a timestamp, and no timestamp", { timestamp: "seconds" }],
    ["a {secret} in an hmac", { signs: "{secret}{body}" }],
  ])("%s", async (_name, changes) => {
    const error = await refusal(define(changes));
    expect(error).toBeInstanceOf(WebhookConfigError);
    expect(error.code).toBe("PROVIDER_INVALID");
  });

  it.each<[string, Partial<HashSchemeData>]>([
    ["two names with a mark between", { format: "{keyId}:{signature}" }],
    ["a timestamp that is signed", { fields: { timestamp: "x-t" }, signs: "{timestamp}{body}" }],
    [
      "a timestamp that both templates sign",
      { fields: { timestamp: "x-t" }, signs: ["{timestamp}{body}", "{body}{timestamp}"] },
    ],
    ["a field that is signed in brackets", { fields: { id: "x-id" }, signs: "[{id}]{body}" }],
    ["all filters", { signs: "{body|sha256}{body|crc32}{body|json}{body|lower}" }],
  ])("%s is accepted", (_name, changes) => {
    expect(define(changes)().id).toBe("acme");
  });

  it("the other kinds are looked at as well", async () => {
    const data = { header: "h", format: "{signature}", encoding: "hex", signs: "{nonce}", key: "spki" } as const;
    for (const scheme of [ed25519(data), ecdsa(data), rsa(data)]) {
      expect((await refusal(() => providerOf(scheme))).code).toBe("PROVIDER_INVALID");
    }
    const unkeyed = () => providerOf(digest({ ...data, hash: "sha1", signs: "{body}" }));
    expect((await refusal(unkeyed)).code).toBe("PROVIDER_INVALID");
  });
});

describe("a provider", () => {
  it.each(["", "Acme", "acme_1", "acme.com", "a".repeat(33), "acme:1", "é", undefined, null, 1, {}])(
    "with the id %j is refused",
    async (id) => {
      const error = await refusal(() => providerOf(schemeOf(), { id: id as string }));
      expect(error.code).toBe("PROVIDER_INVALID");
    },
  );

  it.each(["a", "acme-2", "a".repeat(32), "-", "0"])("with the id %s is accepted", (id) => {
    expect(providerOf(schemeOf(), { id }).id).toBe(id);
  });

  it.each([undefined, null, {}, "hmac", () => 1])("without a scheme is refused: %j", async (scheme) => {
    const define = () => defineProvider({ id: "acme", name: "Acme", docs: "", checked: "", scheme: scheme as never });
    expect((await refusal(define)).code).toBe("PROVIDER_INVALID");
  });

  it("cannot be changed, and does not change what it was made from", () => {
    const data = {
      id: "acme",
      name: "Acme",
      docs: "",
      checked: "",
      scheme: schemeOf(),
      eventId: fromBody("id"),
    } as const;
    const provider = defineProvider(data);
    expect(Object.isFrozen(provider)).toBe(true);
    expect(provider.typed<{ type: "x" }>()).toBe(provider);
    expect(Object.keys(data)).not.toContain("typed");
  });

  it("that is the name of one is refused by the verifier", async () => {
    for (const wrong of ["stripe", undefined, null, {}, { scheme: {} }]) {
      const error = await refusal(() => createVerifier(wrong as never, { secret: SECRET } as never));
      expect(error.code).toBe("PROVIDER_INVALID");
    }
  });

  it.each([
    ["a POST that nothing tells apart", { method: "POST", check: "signature" }],
    ["a token without its place", { method: "GET", check: "verifyToken" }],
    ["the place of a token that nothing compares", { method: "GET", check: "none", verifyToken: fromHeader("x") }],
    ["a body of a GET", { method: "GET", check: "none", text: fromBody("challenge") }],
    [
      "the hash of a body of a HEAD",
      { method: "HEAD", check: "none", json: { a: { hmac: fromBody("x"), encoding: "hex" } } },
    ],
  ] as const)("with a handshake that cannot work is refused: %s", async (_what, handshake) => {
    expect((await refusal(() => providerOf(schemeOf(), { handshakes: [handshake] }))).code).toBe("PROVIDER_INVALID");
  });

  it("with a time inside a body that is not signed is refused", async () => {
    const timestampAfter = { at: fromBody("sentAt"), form: "seconds" } as const;
    expect(providerOf(schemeOf(), { timestampAfter }).id).toBe("acme");
    const unsigned = schemeOf({ signs: "{header:x-id}" });
    expect((await refusal(() => providerOf(unsigned, { timestampAfter }))).code).toBe("PROVIDER_INVALID");
  });

  it("may bring a scheme of its own", async () => {
    const own = {
      ...hmac({ hash: "sha1", header: "h", format: "{signature}", encoding: "hex", signs: "{body}" }),
      kind: "own",
    };
    expect(providerOf(own).scheme.kind).toBe("own");
  });
});
