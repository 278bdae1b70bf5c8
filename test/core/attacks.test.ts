import { inspect } from "node:util";
import {
  type AnyProvider,
  computeSignature,
  createVerifier,
  type Delivery,
  defineProvider,
  hmac,
  type SymmetricScheme,
  WebhookConfigError,
} from "hookonce";
import { describe, expect, it } from "vitest";
import { bytesOf, optionsOf, providerOf, readJson } from "../support/data.js";
import { refusal } from "../support/refusal.js";

interface Case {
  readonly id: string;
  readonly scheme: string;
  readonly class?: "forgery" | "freshness" | "strictness" | "config" | "dos";
  readonly headers: Record<string, any>;
  readonly body_base64: string;
  readonly url?: string;
  readonly secret?: string;
  readonly publicKey?: string;
  /** Unix seconds. */
  readonly now: number;
  readonly code?: string;
}

interface Cases {
  readonly meta: { readonly limit_ms: number };
  readonly cases: readonly Case[];
  readonly controls: readonly Case[];
}

const generic = defineProvider({
  id: "generic-hmac",
  name: "Generic",
  docs: "https://example.com/webhooks",
  checked: "2026-11",
  scheme: hmac({ hash: "sha256", header: "x-signature", format: "{signature}", encoding: "hex", signs: "{body}" }),
});

const providerFor = async (scheme: string): Promise<AnyProvider> =>
  scheme === generic.id ? generic : providerOf(scheme);

/** The case in each shape of headers that can carry it. */
function* shapesOf({ headers, body_base64, url }: Case): Generator<[shape: string, Delivery]> {
  const rest = { method: "POST", url, body: bytesOf(body_base64) };
  yield ["object", { ...rest, headers }];
  const pairs = Object.entries(headers).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
  if (!pairs.every(([, value]) => typeof value === "string")) return;
  yield ["rawHeaders", { ...rest, headers: pairs.flat() }];
  // Headers drops white space around a value, so that it would be another delivery.
  if (pairs.some(([, value]) => value !== value.trim())) return;
  try {
    yield ["Headers", { ...rest, headers: new Headers(pairs as [string, string][]) }];
  } catch {
    // A header that no HTTP stack lets through.
  }
}

async function run(one: Case, delivery: Delivery): Promise<unknown> {
  return createVerifier(await providerFor(one.scheme), optionsOf(one))(delivery);
}

/** What an error may never show: the credential, the signature that was expected, the body. */
async function secretsOf(one: Case): Promise<string[]> {
  const { scheme } = await providerFor(one.scheme);
  const body = Buffer.from(one.body_base64, "base64");
  const texts = [body.toString("utf8"), one.body_base64, body.toString("hex"), body.join(", ")];
  // What is configured by mistake instead of a secret is no secret, and a public key is public.
  if (one.secret && !/^(undefined|null|\[object Object\])$/.test(one.secret)) {
    texts.push(one.secret, Buffer.from(one.secret).toString("base64"));
    const headers = Object.entries(one.headers).map(([name, value]) => [name.replace(/^.*-/, ""), String(value)]);
    const timestamp = JSON.stringify(one.headers).match(/t=(\d+)/)?.[1] ?? "";
    const parts = { body, url: one.url, fields: { id: "", timestamp, ...Object.fromEntries(headers) } };
    const expected = await computeSignature(scheme as SymmetricScheme, one.secret, parts).then(
      Buffer.from,
      () => undefined,
    );
    if (expected) texts.push(expected.toString("hex"), expected.toString("base64"), expected.toString("latin1"));
  }
  return texts.filter((text) => text.length > 7);
}

const outputsOf = (error: Error): string =>
  [error.message, String(error), error.stack, JSON.stringify(error), JSON.stringify({ ...error })]
    .concat(inspect(error, { depth: 9, showHidden: true, getters: true }))
    .join("\n");

describe.each(["attacks.json", "attacks-own.json"])("%s", (file) => {
  const { meta, cases, controls } = readJson<Cases>(file);

  it("has cases and controls for each of its schemes", () => {
    const schemesOf = (list: readonly Case[]) => [...new Set(list.map(({ scheme }) => scheme))].sort();
    expect(schemesOf(controls)).toEqual(schemesOf(cases));
    expect(meta.limit_ms).toBe(50);
  });

  it.each(controls.map((one) => [one.id, one] as const))("%s is accepted", async (_id, one) => {
    for (const [shape, delivery] of shapesOf(one)) {
      expect((await run(one, delivery)) as object, shape).toMatchObject({ provider: one.scheme });
    }
  });

  it("the signature that no error may show is the one that was expected", async () => {
    const firsts = new Map([...controls].reverse().map((one) => [one.scheme, one]));
    for (const one of [...firsts.values()].filter(({ secret }) => secret)) {
      const headers = JSON.stringify(one.headers);
      expect(
        (await secretsOf(one)).slice(-3).some((text) => headers.includes(text)),
        one.id,
      ).toBe(true);
    }
  });

  it.each(cases.map((one) => [one.id, one] as const))("%s is refused, in time, and tells nothing", async (_id, one) => {
    const secrets = await secretsOf(one);
    for (const [shape, delivery] of shapesOf(one)) {
      const start = performance.now();
      const error = await refusal(run(one, delivery));
      let fastest = performance.now() - start;
      expect(error instanceof WebhookConfigError, `${shape}: ${error.code}`).toBe(one.class === "config");
      expect(error.status, `${shape}: ${error.code}`).toBe(one.class === "config" ? 500 : 401);
      if (one.code && shape === "object") expect(error.code).toBe(one.code);
      const output = outputsOf(error);
      expect(secrets.filter((text) => output.includes(text))).toEqual([]);
      // The best of three, so that a pause of the machine is not taken for ours.
      for (let i = 1; i < 3; i++) {
        const again = performance.now();
        await refusal(run(one, delivery));
        fastest = Math.min(fastest, performance.now() - again);
      }
      expect(fastest, shape).toBeLessThan(meta.limit_ms);
    }
  });
});
