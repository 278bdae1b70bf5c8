import { createHash, createHmac, createPublicKey, verify as verifySignature } from "node:crypto";
import { type AnyProvider, type Delivery, verify, type WebhookError } from "hookonce";
import { describe, expect, it } from "vitest";
import { load } from "./bundle.js";
import { fencesOf } from "./markdown.js";

const SECRET = "trial-7Jb1dQ0nYxkq2";
const clock = () => 1_767_225_600_000;

/** A provider of the page, the delivery that follows it, and what is signed. */
interface Example {
  readonly id: string;
  readonly code: string;
  readonly http: string;
  readonly signed: string | undefined;
}

const fences = fencesOf("docs/your-own-provider.md");
const examples: Example[] = fences.flatMap(({ language, code }, i) => {
  const [http, text] = [fences[i + 1], fences[i + 2]];
  if (language !== "ts" || http?.language !== "http") return [];
  const id = code.match(/id: "([a-z-]+)"/)?.[1] as string;
  return [{ id, code, http: http.code, signed: text?.language === "text" ? text.code : undefined }];
});

/** Reads a delivery as it is written on the page. */
function toDelivery(http: string) {
  const [head = "", ...rest] = http.split("\n\n");
  const [start = "", ...lines] = head.split("\n");
  const [method = "", url = ""] = start.split(" ");
  const headers = Object.fromEntries(lines.map((line) => line.split(/: (.*)/s) as [string, string]));
  return { method, url, headers, body: rest.join("\n\n") };
}

const modules = new Map<string, ReturnType<typeof load>>();

async function prepare({ id, code, http }: Example) {
  modules.set(id, modules.get(id) ?? load(code));
  const loaded = (await modules.get(id)) as Record<string, unknown>;
  const provider = Object.values(loaded).find((value) => typeof value === "object") as AnyProvider;
  const { secret, publicKey, username, password } = loaded as Record<string, string>;
  const credentials = publicKey ? { publicKey } : username ? { username, password } : { secret: secret ?? SECRET };
  const check = (delivery: Delivery, options: object = credentials) =>
    verify(provider, delivery, { clock, ...options } as never);
  return { provider, delivery: toDelivery(http), credentials, check };
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "genuine",
    (error: WebhookError) => error.code,
  );

/** The bytes of the key behind a secret, said here a second time. */
const KEYS: Record<string, Buffer> = {
  "three-headers": Buffer.from("dHJpYWwtN0piMWRRMG5ZeGtxMi10cmlhbA==", "base64"),
  helpful: Buffer.from("747269616c2d374a62316451306e59786b7132", "hex"),
};

describe("docs/your-own-provider.md", () => {
  it("has an example of every kind that is shown with a delivery", async () => {
    const kinds = await Promise.all(examples.map(async (example) => (await prepare(example)).provider.scheme.kind));
    expect([...new Set(kinds)].sort()).toEqual(["basic", "digest", "ed25519", "hmac", "token"]);
    expect(examples.length).toBeGreaterThan(10);
  });

  it.each(examples)("the delivery of $id is genuine", async (example) => {
    const { check, delivery } = await prepare(example);
    const event = (await check(delivery)) as { id: string };
    expect(event.id).toMatch(/^(evt_1|msg_1|sha256:.{43})$/);
  });

  it.each(examples.filter(({ signed }) => signed))(
    "a delivery of $id with a changed body is refused",
    async (example) => {
      const { check, delivery } = await prepare(example);
      const body = delivery.body.replace(/evt_1|paid|thing/, (found) => `${found.slice(0, -1)}X`);
      expect(body).not.toBe(delivery.body);
      expect(await codeOf(check({ ...delivery, body }))).toBe("SIGNATURE_MISMATCH");
    },
  );

  it.each(examples)("a delivery of $id is refused with another credential", async (example) => {
    const { check, delivery, credentials } = await prepare(example);
    const other = Object.entries(credentials).map(([name, text]) => {
      const at = text?.search(/(?<=^\w{7})\w/) ?? 0;
      return [name, `${text?.slice(0, at)}${text?.[at] === "1" ? "2" : "1"}${text?.slice(at + 1)}`];
    });
    expect(await codeOf(check(delivery, Object.fromEntries(other)))).toBe("SIGNATURE_MISMATCH");
  });

  it.each(examples.filter(({ signed }) => signed))(
    "what the page says is signed for $id is what is signed",
    async (example) => {
      const { provider, delivery, credentials } = await prepare(example);
      const { kind, data } = provider.scheme as AnyProvider["scheme"] & {
        data: { hash: string; encoding: BufferEncoding };
      };
      const signed = example.signed as string;
      if (kind === "ed25519") {
        const raw = Buffer.from((credentials as { publicKey: string }).publicKey, "hex");
        const der = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), raw]);
        const key = createPublicKey({ key: der, format: "der", type: "spki" });
        const signature = Buffer.from(delivery.headers["x-signature-ed25519"] as string, "hex");
        expect(verifySignature(null, Buffer.from(signed), key, signature)).toBe(true);
        return;
      }
      const hash = kind === "digest" ? createHash(data.hash) : createHmac(data.hash, KEYS[example.id] ?? SECRET);
      expect(example.http).toContain(hash.update(signed).digest(data.encoding));
    },
  );
});
