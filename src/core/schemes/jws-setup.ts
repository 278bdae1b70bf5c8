import { WebhookConfigError } from "../errors.js";
import type { CertificateKeys, JwsData, JwsValue } from "./jws-data.js";
import { isInside } from "./jws-parts.js";
import type { Covers, KeySource } from "./scheme.js";

/** What the options of the user make of the data. */
export interface Setup {
  readonly source?: KeySource | undefined;
  readonly certificates?: CertificateKeys | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Claims, and what each may be. */
  readonly held: readonly (readonly [paths: string | readonly string[], allowed: readonly JwsValue[]])[];
}

/**
 * The options of the user, each held to what it may be.
 * @throws WebhookConfigError `OPTION_INVALID`
 */
export function setUp(data: JwsData, given: object): Setup {
  const options = given as Record<string, unknown>;
  const { fetch, publicKey } = options as { readonly fetch?: Setup["fetch"]; readonly publicKey?: unknown };
  if (fetch !== undefined && typeof fetch !== "function") {
    throw new WebhookConfigError("OPTION_INVALID", "fetch is a function like the global one.");
  }
  const held: [string | readonly string[], readonly JwsValue[]][] = Object.entries(data.claims ?? {}).map(
    ([claim, value]) => [claim, [value].flat() as JwsValue[]],
  );
  for (const [name, ask] of Object.entries(data.asks ?? {})) {
    const { claim, default: usual, optional } = typeof ask === "string" ? { claim: ask } : ask;
    const value = options[name] ?? usual;
    if (value === undefined && optional) continue;
    const allowed = [value].flat();
    const usable = allowed.every((one) => (typeof one === "string" ? one.trim() : Number.isSafeInteger(one)));
    if (!allowed.length || !usable) {
      const what = `${name} is a text, or several: what the claim ${[claim].flat()[0]} of a genuine token says.`;
      throw new WebhookConfigError("OPTION_INVALID", what);
    }
    held.push([claim, allowed as JwsValue[]]);
  }
  return {
    held,
    // With a key of his own the user pins it: nothing is fetched.
    source: publicKey === undefined ? (data.keysFrom?.(options as never) ?? data.keys) : undefined,
    certificates: data.certificatesFrom?.(options as never),
    fetch,
  };
}

/** What a token covers. Where it stands in the body, the payload is what it holds, and nothing beside it. */
export function coverage(data: JwsData): Covers {
  const { detached, binds = [], time } = data;
  const bound = (part: string) => binds.some(({ of }) => of === part);
  const request = typeof detached?.of === "function" || binds.some(({ of }) => typeof of === "function");
  return {
    body: isInside(data) || detached !== undefined || bound("body"),
    url: request || bound("url"),
    method: request,
    fields: time ? ["timestamp"] : [],
  };
}
