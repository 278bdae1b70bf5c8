import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import {
  createVerifier,
  defineProvider,
  ecdsa,
  ed25519,
  fetchedKeys,
  fromHeader,
  remoteKeys,
  rsa,
  type Scheme,
  verify,
} from "hookonce";
import { adobeIo } from "hookonce/providers/adobe-io";
import { awsSns } from "hookonce/providers/aws-sns";
import { circle } from "hookonce/providers/circle";
import { fal } from "hookonce/providers/fal";
import { paypal } from "hookonce/providers/paypal";
import { travisCi } from "hookonce/providers/travis-ci";
import { describe, expect, it } from "vitest";
import { deliveryOf, optionsOf, readVectors } from "../support/data.js";
import { codeOf, refusal } from "../support/refusal.js";
import { recorder } from "./support.js";

const JWKS = "https://keys.example.com/jwks.json";
const T = 1_767_225_600_000;

const acme = <Needs extends object>(scheme: Scheme<Needs>) =>
  defineProvider({ id: "acme", name: "Acme", docs: "https://acme.example", checked: "2026-11", scheme });

const base = { header: "x-signature", format: "{signature}", encoding: "base64", signs: "{body}" } as const;

const jwkOf = (key: KeyObject, more = {}) => ({ ...key.export({ format: "jwk" }), ...more });

const deliver = (key: KeyObject, headers = {}, body = "hello") => ({
  headers: {
    "x-signature": sign(key.asymmetricKeyType === "ed25519" ? null : "sha256", Buffer.from(body), key).toString(
      "base64",
    ),
    ...headers,
  },
  body,
});

const pairs = {
  rsa: generateKeyPairSync("rsa", { modulusLength: 2048 }),
  ecdsa: generateKeyPairSync("ec", { namedCurve: "P-256" }),
  ed25519: generateKeyPairSync("ed25519"),
};
const schemes = {
  rsa: rsa({ ...base, key: "spki" }),
  ecdsa: ecdsa({ ...base, key: "spki" }),
  ed25519: ed25519({ ...base, key: "spki" }),
};

describe.each(["rsa", "ecdsa", "ed25519"] as const)("published keys for %s", (kind) => {
  const { privateKey, publicKey } = pairs[kind];
  const set = (...keys: unknown[]) => recorder({ [JWKS]: { keys } }).fetch;
  const provider = () => acme(fetchedKeys({ scheme: schemes[kind], keys: remoteKeys({ url: JWKS, form: "jwks" }) }));

  it("verify, among keys of every kind", async () => {
    const keys = [
      ...Object.values(pairs).map((pair) => jwkOf(pair.publicKey)),
      { kty: "EC", crv: "P-384", x: "AA", y: "AA" },
    ];
    const verifyAcme = createVerifier(provider(), { fetch: set(...keys) });
    expect((await verifyAcme(deliver(privateKey))).provider).toBe("acme");
    expect(await codeOf(verifyAcme({ ...deliver(privateKey), body: "hallo" }))).toBe("SIGNATURE_MISMATCH");
  });

  it("verify nothing when none of them is of that kind", async () => {
    const others = Object.entries(pairs).filter(([name]) => name !== kind);
    const verifyAcme = createVerifier(provider(), { fetch: set(...others.map(([, pair]) => jwkOf(pair.publicKey))) });
    expect(await refusal(verifyAcme(deliver(privateKey)))).toMatchObject({ code: "KEY_UNAVAILABLE", status: 503 });
  });

  it("verify nothing when they are published for something else", async () => {
    const alg = kind === "rsa" ? "PS256" : "ES384";
    const more = kind === "ed25519" ? { use: "enc" } : { alg };
    const verifyAcme = createVerifier(provider(), { fetch: set(jwkOf(publicKey, more)) });
    expect(await codeOf(verifyAcme(deliver(privateKey)))).toBe("KEY_UNAVAILABLE");
  });

  it("are fetched anew for a signature that none of them made, at most every 30 s", async () => {
    const keys = [jwkOf(publicKey)];
    const { fetch, calls } = recorder({ [JWKS]: { keys } });
    let nowMs = T;
    const verifyAcme = createVerifier(provider(), { fetch, clock: () => nowMs });
    const next =
      kind === "rsa"
        ? generateKeyPairSync("rsa", { modulusLength: 2048 })
        : kind === "ecdsa"
          ? generateKeyPairSync("ec", { namedCurve: "P-256" })
          : generateKeyPairSync("ed25519");
    await verifyAcme(deliver(privateKey));
    keys[0] = jwkOf(next.publicKey);
    expect(await codeOf(verifyAcme(deliver(next.privateKey)))).toBe("SIGNATURE_MISMATCH");
    expect(calls).toHaveLength(1);
    nowMs += 30_000;
    await verifyAcme(deliver(next.privateKey));
    expect(await codeOf(verifyAcme(deliver(privateKey)))).toBe("SIGNATURE_MISMATCH");
    expect(calls).toHaveLength(2);
  });

  it("may be given instead, and then nothing is fetched", async () => {
    const { fetch, calls } = recorder({});
    const verifyAcme = createVerifier(provider(), {
      publicKey: publicKey.export({ type: "spki", format: "pem" }) as string,
      fetch,
    });
    await verifyAcme(deliver(privateKey));
    expect(await codeOf(verifyAcme(deliver(pairs[kind === "rsa" ? "ecdsa" : "rsa"].privateKey)))).toMatch(
      /^SIGNATURE_/,
    );
    expect(calls).toHaveLength(0);
  });
});

describe("a key by its id", () => {
  const keys = () => remoteKeys({ url: JWKS, form: "jwks" });
  const provider = acme(
    fetchedKeys({ scheme: schemes.ecdsa, wants: [{ keyId: fromHeader("x-key-id") }], keys: keys() }),
  );
  const { privateKey, publicKey } = pairs.ecdsa;
  const fetch = recorder({
    [JWKS]: { keys: [jwkOf(publicKey, { kid: "a" }), jwkOf(pairs.rsa.publicKey, { kid: "r" })] },
  }).fetch;
  const verifyAcme = createVerifier(provider, { fetch });

  it("is the one that verifies", async () => {
    await verifyAcme(deliver(privateKey, { "x-key-id": "a" }));
    expect(await codeOf(verifyAcme(deliver(privateKey, { "x-key-id": "b" })))).toBe("KEY_UNKNOWN");
    expect(await codeOf(verifyAcme(deliver(privateKey, { "x-key-id": "r" })))).toBe("KEY_UNAVAILABLE");
    expect(await codeOf(verifyAcme(deliver(privateKey, { "x-key-id": "" })))).toBe("SIGNATURE_MISSING");
    expect(await codeOf(verifyAcme(deliver(privateKey)))).toBe("SIGNATURE_MISSING");
  });

  it("is Circle's way, with a source that the user describes", async () => {
    const [vector] = readVectors("circle");
    const id = vector!.headers["x-circle-key-id"];
    const at = `https://api.circle.com/v2/notifications/publicKey/${id}`;
    const { fetch, calls } = recorder({
      [at]: { data: { id, algorithm: "ECDSA_SHA_256", publicKey: vector!.publicKey } },
    });
    const keys = remoteKeys({
      url: "https://api.circle.com/v2/notifications/publicKey/{keyId}",
      form: { jsonAt: "data.publicKey" },
      headers: () => ({ authorization: "Bearer TEST_API_KEY" }),
    });
    const event = await verify(circle, deliveryOf(vector!), { keys, fetch });
    expect(event.id).toBe("5c5eea9f-398f-426f-a4a5-1bdc28b36d2c");
    expect(calls.map(({ init }) => init?.headers)).toEqual([{ authorization: "Bearer TEST_API_KEY" }]);
    expect(await codeOf(() => createVerifier(circle, {} as never))).toBe("SECRET_MISSING");
  });
});

describe("options", () => {
  const [vector] = readVectors("paypal");

  it.each([undefined, "", " ", 7, "a|\n", "a".repeat(257)])("PayPal's webhook id is not %j", async (webhookId) => {
    expect(await codeOf(() => createVerifier(paypal, { webhookId } as never))).toBe("OPTION_INVALID");
  });

  it("PayPal's webhook id is an own property", async () => {
    const polluted = Object.create({ webhookId: "4JH86294D6297924G" });
    expect(await codeOf(() => createVerifier(paypal, polluted))).toBe("OPTION_INVALID");
  });

  it("those that are required are so by type", async () => {
    // @ts-expect-error: PayPal needs its webhook id.
    expect(await codeOf(() => createVerifier(paypal, {}))).toBe("OPTION_INVALID");
    // @ts-expect-error: fal needs the user's id.
    expect(await codeOf(() => createVerifier(fal, { fetch }))).toBe("OPTION_INVALID");
    // @ts-expect-error: Circle needs a key, or where keys come from.
    expect(await codeOf(() => createVerifier(circle, {}))).toBe("SECRET_MISSING");
    // @ts-expect-error: Amazon SNS needs the topics.
    expect(await codeOf(() => createVerifier(awsSns, {}))).toBe("OPTION_INVALID");
    // @ts-expect-error: Adobe needs the client id.
    expect(await codeOf(() => createVerifier(adobeIo, { fetch }))).toBe("OPTION_INVALID");
    expect(typeof createVerifier(travisCi, {})).toBe("function");
  });

  it("fetch is a function", async () => {
    const options = { webhookId: "4JH86294D6297924G", fetch: "fetch" };
    expect(await codeOf(() => createVerifier(paypal, options as never))).toBe("OPTION_INVALID");
  });

  it("fal's user is required", async () => {
    expect(await codeOf(() => createVerifier(fal, {} as never))).toBe("OPTION_INVALID");
  });

  it("PayPal's body is not covered, and the event says so", async () => {
    const event = await verify(paypal, deliveryOf(vector!), optionsOf(vector!));
    expect(event.signed).toMatchObject({ body: false, id: false, type: false, timestamp: true });
    expect(event.id).toBe("evt_123");
  });

  it("a certificate that cannot be fetched is no forgery: come again", async () => {
    const options = { ...optionsOf(vector!), fetch: async () => new Response("", { status: 500 }) };
    expect(await refusal(verify(paypal, deliveryOf(vector!), options))).toMatchObject({
      code: "KEY_UNAVAILABLE",
      status: 503,
    });
  });
});

it("Travis CI: the digest stands for the signed field, whatever its escapes", async () => {
  const ids = await Promise.all(
    readVectors("travis-ci")
      .filter(({ expect: verdict }) => verdict === "valid")
      .map(async (vector) => (await verify(travisCi, deliveryOf(vector), optionsOf(vector))).id),
  );
  expect(new Set(ids).size).toBe(1);
});
