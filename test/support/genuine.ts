import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign as signWithKey,
} from "node:crypto";
import { type AnyProvider, computeSignature, type Delivery } from "hookonce";
import { type Place, type ProviderRecord, recordOf } from "../../scripts/catalogue.mjs";
import { importProvider, providerIds } from "./data.js";
import { render } from "./interpreter.js";

// Deliveries of every provider, built from its data: values at all places that its scheme and its event read, then a signature.

export const NOW = 1_767_225_600;
export const EVENT_ID = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W";

/** A place of a delivery, and what its value is for. */
export interface Site extends Place {
  readonly role:
    | "recipient"
    | "signature"
    | "timestamp"
    | "field"
    | "expect"
    | "signed"
    | "inner time"
    | "event id"
    | "event type"
    | "event";
  readonly value: (at: number) => string | number;
  /** Left out of what is signed when it is absent. */
  readonly optional?: boolean;
}

/** How one provider writes its deliveries. */
export interface Genuine {
  readonly provider: AnyProvider;
  readonly record: ProviderRecord;
  readonly secret: string;
  readonly otherSecret: string;
  readonly sites: readonly Site[];
  /** The name of the place of the signature, and how the text of one stands in it. */
  readonly header: string;
  readonly write: (signature: string, timestamp: string) => string;
  readonly encoding: "hex" | "base64" | "base64url" | "plain";
  readonly body: string;
  readonly url: string;
  /** Where the timestamp and the id are headers of their own. */
  readonly timestampHeader: string | undefined;
  readonly idHeader: string | undefined;
  /** Whether a private key signs. */
  readonly signWith: boolean;
}

/**
 * Kinds of schemes with code of their own, whose deliveries cannot be built from data: why, and the file that holds their nearest
 * negatives. It names each of their providers, or their vectors hold them (`byVectors`).
 */
export const BY_THEMSELVES: Readonly<
  Record<string, { readonly why: string; readonly tests: string; readonly byVectors?: true }>
> = {
  adyen: { why: "each item holds a signature of its own", tests: "providers/own-kinds.test.ts" },
  braintree: { why: "what is signed lies encoded beside the signature", tests: "providers/own-kinds.test.ts" },
  contentful: { why: "a header names the headers that are signed", tests: "providers/own-kinds.test.ts" },
  "dropbox-sign": { why: "the body is multipart", tests: "providers/own-kinds.test.ts" },
  hook0: { why: "the signature names the headers that are signed", tests: "providers/own-kinds.test.ts" },
  jws: {
    why: "a token is a message of its own, bound to the body by claims",
    tests: "core/jws.test.ts",
    byVectors: true,
  },
  mandrill: { why: "the fields of the form are sorted", tests: "providers/own-kinds.test.ts" },
  plivo: { why: "query and form are sorted", tests: "providers/own-kinds.test.ts" },
  sns: { why: "what is signed depends on the type of the message", tests: "keys/sns.test.ts" },
  "sorted-json": { why: "the members of the JSON are sorted", tests: "providers/own-kinds.test.ts" },
  "token-in-items": { why: "each item holds the token", tests: "providers/own-kinds.test.ts" },
};

/** Kinds with code of their own whose deliveries look like those of an HMAC all the same. */
const LIKE_HMAC: Readonly<Record<string, "hex" | "base64">> = { twilio: "base64" };

/** Where a delivery of a sender whose one key signs for everybody says whom it is for, and the option that it must equal. */
const RECIPIENTS: Readonly<Record<string, Place & { readonly option: string }>> = {
  "adobe-io": { option: "clientId", in: "body", path: "recipient_client_id" },
  fal: { option: "userId", in: "header", path: "x-fal-webhook-user-id" },
};
const US = "us-1";

const DATA_KINDS = ["hmac", "digest", "token", "basic", "ed25519", "ecdsa", "rsa"];

/** The name under which a change finds a place. */
export const keyOfSite = ({ in: place, path }: Place) => `${place}:${path}`;

/** A moment as a provider writes it. */
export function writeTime(at: number, form = "seconds"): string {
  const date = new Date(at * 1000);
  if (form === "milliseconds") return String(at * 1000);
  if (form === "iso8601") return date.toISOString();
  if (form === "iso8601-utc") return date.toISOString().slice(0, -1);
  return form === "rfc1123" ? date.toUTCString() : String(at);
}

const template = ({ scheme }: ProviderRecord) => scheme.signs?.[0] ?? "";

/** Values that a template reads at places of their own, such as {query:id}. */
function signedPlaces(record: ProviderRecord): (Place & { optional: boolean })[] {
  return template(record)
    .split(/\[([^\]]*)\]/)
    .flatMap((text, i) =>
      [...text.matchAll(/\{(header|query|form|json):([^{}|]+)/g)].map(([, place, path]) => ({
        in: (place === "json" ? "body" : place) as Place["in"],
        path: (place === "header" ? path?.toLowerCase() : path) as string,
        optional: i % 2 === 1,
      })),
    );
}

function sitesOf(record: ProviderRecord): Site[] {
  const { scheme, timestampAfter, eventId, eventType, keyAlso } = record;
  const [first] = scheme.header ?? [{ in: "header", path: "authorization" } as const];
  const sites: Site[] = [{ ...(first as Place), role: "signature", value: () => "" }];
  const recipient = RECIPIENTS[record.id];
  if (recipient) sites.push({ in: recipient.in, path: recipient.path, role: "recipient", value: () => US });
  for (const [name, place] of Object.entries(scheme.fields ?? {})) {
    const timed = name === "timestamp";
    sites.push({
      ...place,
      role: timed ? "timestamp" : "field",
      value: (at) => (timed ? writeTime(at, scheme.timestamp) : name === "id" ? EVENT_ID : `f1${name}`),
    });
  }
  for (const [path, value] of Object.entries(scheme.expect ?? {})) {
    sites.push({ in: "header", path: path.toLowerCase(), role: "expect", value: () => value });
  }
  for (const [i, place] of signedPlaces(record).entries())
    sites.push({ ...place, role: "signed", value: () => `a${i}b7` });
  if (timestampAfter) {
    const { at: place, form } = timestampAfter;
    const digits = form === "seconds" || form === "milliseconds";
    sites.push({
      ...place,
      role: "inner time",
      value: (at) => (digits ? Number(writeTime(at, form)) : writeTime(at, form)),
    });
  }
  const readable = ({ in: place }: Place) => place !== "digest" && place !== "claim";
  for (const place of eventId.filter(readable).slice(0, 1))
    sites.push({ ...place, role: "event id", value: () => "evt_1" });
  for (const place of eventType.filter(readable).slice(0, 1)) {
    sites.push({ ...place, role: "event type", value: () => "invoice.paid" });
  }
  for (const place of keyAlso) sites.push({ ...place, role: "event", value: () => "also-1" });
  const taken = new Set<string>();
  return sites.filter((site) => !taken.has(keyOfSite(site)) && taken.add(keyOfSite(site)));
}

type Tree = Record<string, unknown>;

/** Puts a value at a path, where nothing is in its way. */
function put(tree: Tree, path: string, value: unknown): void {
  const names = path.split(".");
  const last = names.pop() as string;
  let at = tree;
  for (const [i, name] of names.entries()) {
    const next = (names[i + 1] ?? last) as string;
    at[name] ??= /^\d+$/.test(next) ? [] : {};
    if (typeof at[name] !== "object") return;
    at = at[name] as Tree;
  }
  if (at[last] === undefined && !(Array.isArray(at) && !/^\d+$/.test(last))) at[last] = value;
}

/** What is done to a delivery before it is signed, or behind the back of its signature. */
export interface Change {
  /** Unix seconds of the delivery. */
  readonly at?: number;
  readonly body?: string | Uint8Array | undefined;
  /** The values of places, by `header:x-id`; `undefined` leaves the place out. */
  readonly set?: Readonly<Record<string, string | undefined>>;
  /** Whether headers that only tell the event come too. */
  readonly whole?: boolean;
}

export type Draft = Delivery & { readonly url: string; readonly headers: Record<string, string> };

const enc = encodeURIComponent;

/** A delivery whose signature is the given text. */
function draft(row: Pick<Genuine, "record" | "sites">, signature: string, change: Change = {}): Draft {
  const { at = NOW, set = {}, whole = false } = change;
  const { id, payload, items, looksInside, scheme } = row.record;
  const { kind } = scheme;
  const jsonIn = typeof payload === "object" && !payload.orJson ? payload.jsonIn : undefined;
  const headers: Record<string, string> = {};
  const query: string[] = [];
  const form: string[] = [];
  const list = items?.at === "" || row.sites.some(({ in: place, path }) => place === "body" && /^\d/.test(path));
  const tree = (list ? [] : {}) as Tree;
  for (const site of row.sites) {
    const unsigned = site.role.startsWith("event");
    let value: string | number | undefined = site.role === "signature" ? signature : site.value(at);
    if (Object.hasOwn(set, keyOfSite(site))) value = set[keyOfSite(site)];
    if (value === undefined || (site.in === "header" && unsigned && !whole)) continue;
    if (site.in === "header") headers[site.path] = String(value);
    if (site.in === "query") query.push(`${enc(site.path)}=${enc(value)}`);
    // A form that is read as the payload has its fields where JSON has its members.
    const inForm = site.in === "form" || (site.in === "body" && payload === "form" && unsigned);
    if (inForm && site.path !== jsonIn) form.push(`${enc(site.path)}=${enc(value)}`);
    else if (site.in === "body") put(tree, site.path, value);
  }
  if (items) {
    const paths = { id: [items.id ?? []].flat(), type: [items.type ?? []].flat() };
    for (const i of [0, 1]) {
      const before = items.at ? `${items.at}.` : "";
      put(tree, `${before}${i}.n`, i);
      for (const path of paths.id) put(tree, `${before}${i}.${path}`, `item-${i}`);
      for (const path of paths.type) put(tree, `${before}${i}.${path}`, "item.made");
    }
  }
  const json = () => {
    if (!list) put(tree, "note", "Grüße");
    return JSON.stringify(tree);
  };
  const pairs = (...more: string[]) => [...form, ...more].join("&");
  let body: string;
  if (jsonIn !== undefined) {
    const inside = Object.hasOwn(set, `form:${jsonIn}`) ? set[`form:${jsonIn}`] : json();
    body = pairs(...(inside === undefined ? [] : [`${enc(jsonIn)}=${enc(inside)}`]), "n=1");
  } else if (
    payload === "form" ||
    looksInside === "form" ||
    (payload === "form-or-json" && !Object.keys(tree).length)
  ) {
    // Where what an escape stands for is signed, and not how it is written, there is none.
    body = pairs("CallSid=CA1234567890ABCDE", kind === "twilio" ? "Digits=1234" : "note=Gr%C3%BC%C3%9Fe");
  } else if ((payload === "text" || payload === "bytes") && !Object.keys(tree).length) body = "Grüße\r\n";
  else body = json();
  return {
    method: "POST",
    url: `https://shop.example/hooks/${id}${query.length ? `?${query.join("&")}` : ""}`,
    headers,
    body: change.body ?? body,
  };
}

const ed25519Key = (seed: string) =>
  createPrivateKey({
    key: Buffer.from(`302e020100300506032b657004220420${seed.repeat(32)}`, "hex"),
    format: "der",
    type: "pkcs8",
  });
const p256Key = (scalar: string) =>
  createPrivateKey({
    key: Buffer.from(
      `3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420${scalar.repeat(32)}`,
      "hex",
    ),
    format: "der",
    type: "pkcs8",
  });
const rsaKeys = new Map<string, KeyObject>();
function rsaKey(name: string): KeyObject {
  const known = rsaKeys.get(name) ?? generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  rsaKeys.set(name, known);
  return known;
}

/** Private keys for tests only. `secret` of a public-key row is a byte as hex, of which the key is made. */
const privateKeyOf = ({ scheme }: ProviderRecord, secret: string): KeyObject =>
  ({ ed25519: ed25519Key, ecdsa: p256Key, rsa: rsaKey })[scheme.kind as "rsa"](secret);

/** The public key as the provider writes it. */
function publicKeyOf({ record }: Genuine, secret: string): string {
  const spki = createPublicKey(privateKeyOf(record, secret)).export({ format: "der", type: "spki" });
  const { key: form, strip = "" } = record.scheme;
  if (form === "spki") return strip + spki.toString("base64");
  return strip + spki.subarray(-32).toString(form === "raw-hex" ? "hex" : "base64");
}

function signPrivately(record: ProviderRecord, content: Buffer, secret: string): Buffer {
  const { kind, hash, signature } = record.scheme;
  const privateKey = privateKeyOf(record, secret);
  if (kind !== "ecdsa") return signWithKey(kind === "ed25519" ? null : hash, content, privateKey);
  if (signature === "raw") return signWithKey(hash, content, { key: privateKey, dsaEncoding: "ieee-p1363" });
  for (;;) {
    // DER has a new length each time: 71 bytes, so that the base64 has padding and each case is the same in each run.
    const der = signWithKey(hash, content, privateKey);
    if (der.length === 71) return der;
  }
}

/** A secret in the form in which the provider shows it. */
function secretOf({ scheme }: ProviderRecord, text: string): string {
  if (["ed25519", "ecdsa", "rsa"].includes(scheme.kind)) return text.endsWith("2") ? "11" : "12";
  if (scheme.kind === "basic") return `acme:${text}`;
  const { strip = "", after, encoding = "utf8" } = scheme.secret ?? {};
  return `${[strip].flat()[0]}${after === undefined ? "" : `key-1${after}`}${Buffer.from(text).toString(encoding)}`;
}

/** Captures of the header's format, besides the signature. */
const captured = ({ scheme }: ProviderRecord, timestamp: string): Record<string, string> =>
  Object.fromEntries(
    [...(scheme.format ?? "").matchAll(/\{(\w+)\}/g)]
      .filter(([, name]) => name !== "signature")
      .map(([, name = ""]) => [name, name === "timestamp" ? timestamp : name === "id" ? EVENT_ID : `f1${name}`]),
  );

function rowOf(provider: AnyProvider, record: ProviderRecord): Genuine {
  const { scheme } = record;
  const sites = sitesOf(record);
  const bare = { record, sites };
  const headerOf = (role: Site["role"], path?: string) =>
    sites.find((site) => site.role === role && site.in === "header" && (!path || site.path === path))?.path;
  const plain = scheme.kind === "token" || scheme.kind === "basic";
  const before = scheme.kind === "basic" ? "Basic " : (scheme.prefix ?? "");
  const made = draft(bare, "");
  return {
    provider,
    ...bare,
    secret: secretOf(record, "trial-7Jb1dQ0nYxkq2"),
    otherSecret: secretOf(record, "trial-7Jb1dQ0nYxkq3"),
    header: sites[0]?.path as string,
    write: (signature, timestamp) =>
      plain || !scheme.format
        ? before + signature
        : scheme.format.replace(/\{(\w+)\}/g, (_all, name) =>
            name === "signature" ? signature : (captured(record, timestamp)[name] as string),
          ),
    encoding: plain
      ? scheme.kind === "basic"
        ? "base64"
        : "plain"
      : (scheme.encoding ?? LIKE_HMAC[scheme.kind] ?? "hex"),
    body: made.body as string,
    url: made.url,
    timestampHeader: headerOf("timestamp"),
    idHeader: headerOf("field", scheme.fields?.id?.path),
    signWith: ["publicKey", "none"].includes(record.credential.option),
  };
}

/** Providers whose deliveries cannot be built here: `BY_THEMSELVES` says why, or nobody does. */
export const withoutRow: ProviderRecord[] = [];

/** A row for each provider that has one. */
export const everyGenuine: readonly Genuine[] = (
  await Promise.all(
    providerIds.map(async (id) => {
      const [[name, provider] = []] = Object.entries(await importProvider(id));
      return [provider as AnyProvider, recordOf(provider as AnyProvider, name as string)] as const;
    }),
  )
).flatMap(([provider, record]) => {
  const { kind } = record.scheme;
  if (DATA_KINDS.includes(kind) || Object.hasOwn(LIKE_HMAC, kind)) return rowOf(provider, record);
  withoutRow.push(record);
  return [];
});

const FAMILIAR = [
  ...["stripe", "github", "bitbucket-cloud", "bitbucket-data-center", "slack", "slack-commands", "slack-interactivity"],
  ...["shopify", "standard-webhooks", "gitlab-signing-token", "svix", "twilio", "gitlab", "telegram", "discord"],
  ...["standard-webhooks-asymmetric", "sendgrid"],
];

/** One row or more of each kind, for tests that take their time with each. */
export const genuine: readonly Genuine[] = FAMILIAR.map(
  (id) => everyGenuine.find(({ provider }) => provider.id === id) as Genuine,
);

export const TOLERANCE = ({ record }: Genuine): number => record.toleranceSeconds ?? 300;

/** Whether a signed timestamp comes with each delivery. */
export const isTimed = ({ record }: Genuine): boolean => record.toleranceSeconds !== undefined;

export function credential(row: Genuine, secret: string = row.secret): any {
  const { option } = row.record.credential;
  if (option === "publicKey" || option === "none") {
    const own = RECIPIENTS[row.provider.id];
    const signed = (row.record.scheme.signedOptions ?? []).map((name) => [name, US]);
    return { publicKey: publicKeyOf(row, secret), ...(own && { [own.option]: US }), ...Object.fromEntries(signed) };
  }
  if (option !== "basic") return { secret };
  const [username, ...password] = secret.split(":");
  return { username, password: password.join(":") };
}

export const options = (row: Genuine, secret?: string): any => ({
  ...credential(row, secret),
  clock: () => NOW * 1000,
});

/** Header fields and captures, by name, as the scheme reads them. */
function fieldsOf({ record, sites }: Genuine, at: number, set: Change["set"] = {}): Record<string, string> {
  const fields = captured(record, writeTime(at, record.scheme.timestamp));
  for (const name of record.scheme.signedOptions ?? []) fields[name] = US;
  for (const [name, place] of Object.entries(record.scheme.fields ?? {})) {
    const site = sites.find((one) => keyOfSite(one) === keyOfSite(place)) as Site;
    fields[name] = set[keyOfSite(place)] ?? String(site.value(at));
  }
  return fields;
}

/** The bytes of the signature over a delivery. */
export async function signatureFor(
  row: Genuine,
  change: Change = {},
  secret: string = row.secret,
): Promise<Uint8Array> {
  const { record, provider } = row;
  const { method = "POST", url, headers, body } = draft(row, "", change);
  const fields = fieldsOf(row, change.at ?? NOW, change.set);
  if (row.signWith) {
    const request = { method, url, headers, body: Buffer.from(body as string) };
    return signPrivately(record, render(template(record), request, fields), secret);
  }
  return computeSignature(provider.scheme as any, secret, { body, fields, url, method, headers });
}

/** The bytes of the signature over a body. */
export const signatureOf = (row: Genuine, body?: string | Uint8Array, at = NOW, secret?: string) =>
  signatureFor(row, { body, at }, secret);

/** The bytes of a signature as the provider writes them. */
export const textOf = (row: Genuine, signature: Uint8Array): string =>
  Buffer.from(signature).toString(row.encoding === "plain" ? "utf8" : row.encoding);

/** A delivery around the text of a signature header. */
export const around = (row: Genuine, headerText: string, body?: string | Uint8Array, at = NOW): Draft =>
  draft(row, headerText, { body, at });

/** A genuine delivery, as it is changed before it is signed; what `behind` changes, the signature does not know. */
export async function make(row: Genuine, change: Change = {}, secret?: string, behind: Change = {}): Promise<Draft> {
  const signature = textOf(row, await signatureFor(row, change, secret));
  const { at = NOW } = change;
  const set = { ...change.set, ...behind.set };
  return draft(row, row.write(signature, writeTime(at, row.record.scheme.timestamp)), { ...change, ...behind, set });
}

/** A genuine delivery. */
export const deliver = (row: Genuine, body?: string | Uint8Array, at = NOW, secret?: string): Promise<Draft> =>
  make(row, { body, at }, secret);
