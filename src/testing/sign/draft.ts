import { toBytes } from "../../core/delivery.js";
import { WebhookConfigError } from "../../core/errors.js";
import type { AnyProvider } from "../../core/provider.js";
import { parseJson, parsePairs, queryOf, type Source } from "../../core/sources.js";
import { copyOf, putAt, readAt, toPairs, writePairs } from "./tree.js";

/** What a draft begins with. */
export interface DraftOptions {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly payload?: unknown;
}

const isBytes = (value: unknown): boolean =>
  typeof value === "string" || ArrayBuffer.isView(value) || {}.toString.call(value) === "[object ArrayBuffer]";

/** A delivery while it is written: values are put where a provider reads them, until the bytes of the body are asked for. */
export class Draft {
  method: string;
  readonly headers: Record<string, string> = {};
  readonly claims: Record<string, unknown> = {};
  /** The body where it is given as text or bytes, or once a writer has fixed it. */
  fixed: Uint8Array | undefined;
  /** The body where it is JSON, or what becomes a form. */
  readonly tree: unknown;
  readonly #url: string;
  readonly #query: [string, string][] = [];
  readonly #jsonIn: string | undefined;
  readonly #isForm: boolean;
  readonly #isText: boolean;
  readonly #form: Record<string, unknown> = {};

  constructor({ id, payload: form, items, scheme }: AnyProvider, options: DraftOptions) {
    const { method = "POST", url = `https://example.com/webhooks/${id}`, headers = {}, payload } = options;
    this.method = method;
    this.#url = url;
    for (const [name, value] of Object.entries(headers)) this.headers[name.toLowerCase()] = value;
    if (isBytes(payload)) this.fixed = toBytes(payload);
    this.tree = payload === undefined ? (items?.at === "" ? [] : {}) : this.fixed ? undefined : copyOf(payload);
    this.#jsonIn = typeof form === "object" && !form.orJson ? form.jsonIn : undefined;
    this.#isText = form === "text" || form === "bytes";
    this.#isForm = form === "form" || (form === "form-or-json" && scheme.looksInside === "form");
  }

  get url(): string {
    const separator = this.#url.includes("?") ? "&" : "?";
    return this.#query.length ? `${this.#url}${separator}${writePairs(this.#query)}` : this.#url;
  }

  /** What stands at a place. */
  get({ in: place, path }: Source): unknown {
    if (place === "header") return this.headers[path];
    if (place === "query") return parsePairs(queryOf(this.url).slice(1)).find(([name]) => name === path)?.[1];
    if (place === "claim") return readAt(this.claims, path);
    if (place === "digest") return;
    if (this.fixed) return this.#read(place, path);
    if (place === "body" && !this.#isForm) return readAt(this.tree, path);
    if (path === this.#jsonIn) return JSON.stringify(this.tree);
    const fields = (this.#isForm ? this.tree : this.#form) as Readonly<Record<string, unknown>>;
    return Object.hasOwn(fields, path) ? fields[path] : undefined;
  }

  /** Puts a value at a place. Says whether it stands there now: not where the body is given as it is. */
  put({ in: place, path }: Source, value: unknown): boolean {
    if (place === "header") this.headers[path] = String(value);
    else if (place === "query") this.#query.push([path, String(value)]);
    else if (place === "claim") return putAt(this.claims, path, value);
    else if (place === "digest" || this.fixed) return false;
    else if (place === "body" && !this.#isForm) return putAt(this.tree, path, value);
    else (this.#isForm ? (this.tree as Record<string, unknown>) : this.#form)[path] = value;
    return true;
  }

  /** Puts a value at a place that has none; without it the delivery would be no genuine one. */
  need(source: Source, value: unknown): string {
    const found = this.get(source);
    if (found !== undefined) return String(found);
    if (this.put(source, value)) return String(value);
    const what = `The payload needs ${source.path}: it is given as text, so that nothing can be put into it.`;
    throw new WebhookConfigError("OPTION_INVALID", what);
  }

  /** The body as it stands. */
  bytes(): Uint8Array {
    if (this.fixed) return this.fixed;
    if (this.#isForm) return toBytes(writePairs(toPairs(this.tree as object)));
    const json = JSON.stringify(this.tree);
    const more = toPairs(this.#form);
    if (this.#jsonIn === undefined) return toBytes(more.length ? writePairs(more) : json);
    return toBytes(writePairs([[this.#jsonIn, json], ...more]));
  }

  /** What the body is, unless a header of the user says it. */
  contentType(): string {
    if (this.#isText) return "text/plain";
    if (this.#isForm || this.#jsonIn !== undefined || Object.keys(this.#form).length)
      return "application/x-www-form-urlencoded";
    return "application/json";
  }

  #read(place: Source["in"], path: string): unknown {
    try {
      const text = new TextDecoder().decode(this.fixed);
      const isPairs = place === "form" || this.#isForm || this.#jsonIn !== undefined;
      const pairs = isPairs ? parsePairs(text) : [];
      const found = (name: string) => pairs.find(([one]) => one === name)?.[1];
      if (place === "form" || this.#isForm) return found(path);
      return readAt(parseJson(toBytes(this.#jsonIn === undefined ? text : found(this.#jsonIn))), path);
    } catch {
      return;
    }
  }
}
