import { readdirSync, readFileSync } from "node:fs";
import type { AnyProvider, Delivery, WebhookErrorCode } from "hookonce";

/** One delivery with the verdict of the provider's own code, or of ours where `source` is `own`. */
export interface Vector {
  readonly provider: string;
  readonly name: string;
  readonly source: string;
  readonly secret?: string;
  readonly secrets?: readonly string[];
  readonly publicKey?: string;
  /** The secret goes in as bytes: as text it would be refused as a placeholder. */
  readonly secretAsBytes?: boolean;
  /** Further options of `verify`, such as an audience. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** What the addresses of published keys answer: text, or JSON. */
  readonly fetch?: Readonly<Record<string, unknown>>;
  /** Keys that the option `keys` gives by id, where the provider gives them to its customers only. */
  readonly keysById?: Readonly<Record<string, unknown>>;
  readonly method: string;
  readonly url?: string;
  readonly headers: Record<string, string>;
  readonly body_base64: string;
  /** Unix seconds. */
  readonly now: number;
  readonly expect: "valid" | "invalid";
  readonly reason: string;
  readonly code?: WebhookErrorCode;
  /** Our verdict where it differs from theirs by policy, and why. */
  readonly ours?: { readonly expect: "valid" | "invalid"; readonly code?: WebhookErrorCode; readonly reason: string };
}

const here = new URL("../", import.meta.url);

export const readJson = <T>(path: string): T => JSON.parse(readFileSync(new URL(path, here), "utf8"));

export const readVectors = (id: string): readonly Vector[] => readJson(`vectors/${id}.json`);

export const providerSource = (id: string): string => readFileSync(new URL(`../src/providers/${id}.ts`, here), "utf8");

/** Ids of all providers, from the folder: a file whose name begins with `_` is none. */
export const providerIds: readonly string[] = readdirSync(new URL("../src/providers/", here))
  .filter((file) => file.endsWith(".ts") && !file.startsWith("_"))
  .map((file) => file.slice(0, -3));

/** What a provider's module exports, by the path that users import. */
export const importProvider = (id: string): Promise<Record<string, AnyProvider>> =>
  import(/* @vite-ignore */ `hookonce/providers/${id}`);

export const providerOf = async (id: string): Promise<AnyProvider> =>
  Object.values(await importProvider(id))[0] as AnyProvider;

export const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, "base64"));

export const deliveryOf = (vector: Pick<Vector, "method" | "url" | "headers" | "body_base64">): Delivery => ({
  method: vector.method,
  url: vector.url,
  headers: vector.headers,
  body: bytesOf(vector.body_base64),
});

/** A fetch that knows these addresses only. */
export const fetchOf =
  (answers: Readonly<Record<string, unknown>>): typeof fetch =>
  async (input) => {
    const url = String(input instanceof Request ? input.url : input);
    if (!Object.hasOwn(answers, url)) return new Response("not found", { status: 404 });
    const answer = answers[url];
    return new Response(typeof answer === "string" ? answer : JSON.stringify(answer));
  };

/** The options of `verify` for a vector: its credential, its moment, and whatever else it names. */
export const optionsOf = (
  vector: Pick<Vector, "secret" | "secrets" | "publicKey" | "now"> &
    Partial<Pick<Vector, "secretAsBytes" | "options" | "fetch" | "keysById">>,
): any => {
  const { secret, secrets, publicKey, secretAsBytes, options, fetch, keysById, now } = vector;
  const given = secretAsBytes ? new TextEncoder().encode(secret) : (secrets ?? secret);
  return {
    ...(publicKey === undefined ? given !== undefined && { secret: given } : { publicKey }),
    ...options,
    ...(fetch && { fetch: fetchOf(fetch) }),
    ...(keysById && { keys: async (keyId: string) => keysById[keyId] }),
    clock: () => now * 1000,
  };
};
