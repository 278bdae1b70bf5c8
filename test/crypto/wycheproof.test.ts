import { defineProvider, ecdsa, ed25519, hmac, rsa, verify, WebhookError } from "hookonce";
import { describe, expect, it } from "vitest";
import { readJson } from "../support/data.js";

interface Test {
  readonly tcId: number;
  readonly comment: string;
  readonly flags: readonly string[];
  readonly key?: string;
  readonly msg: string;
  readonly tag?: string;
  readonly sig?: string;
  readonly result: "valid" | "invalid" | "acceptable";
}

interface Group {
  readonly keySize?: number;
  readonly tagSize?: number;
  readonly publicKeyDer?: string;
  readonly tests: readonly Test[];
}

interface File {
  readonly numberOfTests: number;
  readonly testGroups: readonly Group[];
}

const read = (name: string) => readJson<File>(`wycheproof/${name}.json`);
const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));

const encodings = ["hex", "base64"] as const;
type Common = { header: string; format: string; encoding: "hex" | "base64"; signs: string };

const providerOf = (scheme: any): any =>
  defineProvider({ id: "wycheproof", name: "Wycheproof", docs: "https://example.com", checked: "2026-11", scheme });

/** Whether a signature over a message is accepted, sent in a header. Anything but our own refusal fails the test. */
async function accepts(provider: any, credential: object, { msg, tag, sig }: Test, encoding: "hex" | "base64") {
  const headers = { "x-signature": Buffer.from((tag ?? sig) as string, "hex").toString(encoding) };
  try {
    await verify(provider, { headers, body: bytes(msg) }, credential as never);
    return true;
  } catch (error) {
    if (error instanceof WebhookError && error.status === 401) return false;
    throw error;
  }
}

/** Runs a file over both encodings and lists every disagreement with its tcId. */
async function disagreements(
  { testGroups }: File,
  kind: (common: Common) => unknown,
  credential: (group: Group, test: Test) => object,
  expected: (group: Group, test: Test) => boolean,
): Promise<{ counted: number; accepted: number; wrong: string[] }> {
  const providers = encodings.map((encoding) => {
    const scheme = kind({ header: "x-signature", format: "{signature}", encoding, signs: "{body}" });
    return [encoding, providerOf(scheme)] as const;
  });
  const wrong: string[] = [];
  let counted = 0;
  let accepted = 0;
  for (const group of testGroups) {
    for (const test of group.tests) {
      counted++;
      for (const [encoding, provider] of providers) {
        const given = await accepts(provider, credential(group, test), test, encoding);
        accepted += +given;
        if (given !== expected(group, test)) wrong.push(`${test.tcId} ${encoding}: ${test.comment} (${test.flags})`);
      }
    }
  }
  return { counted, accepted: accepted / encodings.length, wrong };
}

const publicKey = ({ publicKeyDer }: Group) => ({ publicKey: bytes(publicKeyDer as string) });
const asStated = (_group: Group, { result }: Test) => result === "valid";

describe("Wycheproof", () => {
  it.each([
    ["sha1", 160],
    ["sha256", 256],
    ["sha384", 384],
    ["sha512", 512],
  ] as const)("HMAC-%s: whole tags are judged as stated, truncated ones all refused", async (hash, bits) => {
    const file = read(`hmac-${hash}`);
    const { counted, accepted, wrong } = await disagreements(
      file,
      (common) => hmac({ hash, ...common }),
      (_group, { key }) => ({ secret: bytes(key as string) }),
      ({ tagSize }, { result }) => tagSize === bits && result === "valid",
    );
    expect(wrong).toEqual([]);
    expect(counted).toBe(file.numberOfTests);
    const truncated = file.testGroups.filter(({ tagSize }) => tagSize !== bits).flatMap(({ tests }) => tests);
    expect(truncated.some(({ result }) => result === "valid")).toBe(true);
    expect(accepted).toBeGreaterThan(30);
  });

  it.each([
    ["ed25519", (common: Common) => ed25519({ key: "spki", ...common })],
    ["ecdsa-secp256r1-sha256", (common: Common) => ecdsa({ key: "spki", signature: "der", ...common })],
    ["ecdsa-secp256r1-sha256-p1363", (common: Common) => ecdsa({ key: "spki", signature: "raw", ...common })],
    ["rsa-signature-2048-sha256", (common: Common) => rsa({ key: "spki", ...common })],
    ["rsa-signature-3072-sha256", (common: Common) => rsa({ key: "spki", ...common })],
    ["rsa-signature-4096-sha256", (common: Common) => rsa({ key: "spki", ...common })],
  ] as const)("%s: every signature is judged as stated", async (name, kind) => {
    const file = read(name);
    const { counted, accepted, wrong } = await disagreements(file, kind, publicKey, asStated);
    expect(wrong).toEqual([]);
    expect(counted).toBe(file.numberOfTests);
    expect(accepted).toBeGreaterThan(5);
  });

  it("what Wycheproof leaves open is refused: RSA with the NULL left out of the hash's name", () => {
    const open = ["2048", "3072", "4096"].flatMap((size) =>
      read(`rsa-signature-${size}-sha256`).testGroups.flatMap(({ tests }) =>
        tests.filter(({ result }) => result === "acceptable").map(({ tcId, flags }) => [size, tcId, flags]),
      ),
    );
    // Judged with the others above, where "acceptable" counts as invalid.
    expect(open).toEqual([
      ["2048", 8, ["MissingNull"]],
      ["3072", 8, ["MissingNull"]],
      ["4096", 8, ["MissingNull"]],
    ]);
  });

  it("no other file leaves a case open", () => {
    const names = ["hmac-sha1", "hmac-sha256", "hmac-sha384", "hmac-sha512", "ed25519"];
    for (const name of [...names, "ecdsa-secp256r1-sha256", "ecdsa-secp256r1-sha256-p1363"]) {
      const results = read(name).testGroups.flatMap(({ tests }) => tests.map(({ result }) => result));
      expect(results, name).not.toContain("acceptable");
    }
  });
});
