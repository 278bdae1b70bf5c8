import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { entries, manifest, root } from "./exports.mjs";

// The providers as plain JSON, for programs in any language. As a command it writes dist/providers.json from the built
// providers, and beside it the schema and the deliveries that the providers are tested with.

export const SCHEMA = "docs/providers.schema.json";

/** Kinds whose data say all that is needed to check a signature. */
const DATA_KINDS = ["hmac", "digest", "ed25519", "ecdsa", "rsa"];
const PLAIN_KINDS = ["token", "basic"];

const listOf = (value) => (value === undefined ? [] : [value].flat());
const toSource = (place) => (typeof place === "string" ? { in: "header", path: place.toLowerCase() } : place);
const plain = (value) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

/** A place in words: header `x-id`. */
export const sourceText = (source) =>
  source && (source.in === "digest" ? "SHA-256 of the body" : `${source.in} \`${source.path}\``);

/** What a scheme says about a delivery that has nothing: it names what is missing. */
function placeOf(scheme) {
  try {
    scheme.parse({ method: "POST", url: "https://example.com/", headers: {}, body: "{}" });
  } catch ({ message = "" }) {
    const [, place, path] = message.match(/The (header|query|form|body) ([\w.:-]+)\S* (?:or .+ )?is missing/) ?? [];
    if (place) return { in: place, path };
  }
}

/** A delivery that has one value at one place. */
export function deliveryWith({ in: place, path }, value) {
  const delivery = { method: "POST", url: "https://example.com/", headers: {}, body: "{}" };
  if (place === "header") delivery.headers[path] = value;
  if (place === "query") delivery.url += `?${encodeURIComponent(path)}=${encodeURIComponent(value)}`;
  if (place === "form") delivery.body = `${encodeURIComponent(path)}=${encodeURIComponent(value)}`;
  if (place === "body")
    delivery.body = JSON.stringify(path.split(".").reduceRight((inner, name) => ({ [name]: inner }), value));
  return delivery;
}

const PREFIXES = [
  "",
  "Bearer ",
  "bearer ",
  "Token ",
  "token ",
  "Basic ",
  "Key ",
  "key ",
  "ApiKey ",
  "Secret ",
  "sha256=",
];

/** What stands before a token. A scheme does not say it, but it takes only a token that has it. */
function prefixOf(scheme, place) {
  for (const prefix of PREFIXES) {
    try {
      const [candidate] = scheme.parse(deliveryWith(place, `${prefix}Q7z`)).candidates;
      if (Buffer.from(candidate.bytes).toString() === "Q7z") return prefix;
    } catch {
      // Another prefix.
    }
  }
  throw new Error(`What stands before the token at ${sourceText(place)} is not known here.`);
}

function schemeOf(scheme) {
  const { kind, data, signedOptions } = scheme;
  const needsCode = ![...DATA_KINDS, ...PLAIN_KINDS].includes(kind);
  if (!data?.header) {
    const place = placeOf(scheme);
    const prefix = kind === "token" ? prefixOf(scheme, place) : "";
    return { kind, needsCode, ...(place && { header: [place] }), ...(prefix && { prefix }) };
  }
  const { header, fields, signs, ...rest } = data;
  return {
    kind,
    needsCode,
    ...rest,
    ...(kind === "ecdsa" && { hash: data.hash ?? "sha256", signature: data.signature ?? "der" }),
    ...(kind === "rsa" && { hash: data.hash ?? "sha256" }),
    header: [header].flat().map(toSource),
    ...(fields && {
      fields: Object.fromEntries(Object.entries(fields).map(([name, place]) => [name, toSource(place)])),
    }),
    ...(signs && { signs: listOf(signs) }),
    ...(signedOptions && { signedOptions }),
  };
}

/** Values that an option may have, by what it is. */
const SAMPLES = {
  text: ["us1", "https://us.example.com/graphql/"],
  list: [["arn:aws:sns:eu-west-1:123456789012:topic"]],
  function: [async () => ({})],
};

/** Options without which a scheme cannot be used, and what each is: a scheme names the first that it misses. */
export function optionsOf(scheme) {
  const found = {};
  const options = {};
  const asked = () => {
    try {
      scheme.configure?.(options);
    } catch ({ code, message }) {
      if (code === "OPTION_INVALID") return message.match(/^\w+/)[0];
    }
  };
  for (let name = asked(); name; name = asked()) {
    const [form] =
      Object.entries(SAMPLES).find(([, values]) =>
        values.some((value) => {
          options[name] = value;
          return asked() !== name;
        }),
      ) ?? [];
    if (!form) throw new Error(`What the option ${name} may be is not known here.`);
    found[name] = form;
  }
  return found;
}

/** A list of places, each with whether the signature covers it. */
const sourcesOf = (sources, { body, url, fields }) =>
  listOf(sources).map(({ in: place, path }) => ({
    in: place,
    path,
    signed:
      place === "claim" ||
      ((place === "body" || place === "form" || place === "digest") && body) ||
      (place === "query" && url) ||
      fields.includes(`${place === "body" ? "json" : place}:${path}`),
  }));

/** A handshake as plain data. What fetches an address is code. */
const handshakeOf = ({ confirm, ...rest }) => ({
  ...rest,
  ...(confirm && { confirm: { at: confirm.at }, needsCode: true }),
});

/** A provider as plain data. */
export function recordOf(provider, exportName) {
  const { id, name, docs, checked, scheme, credential } = provider;
  const covers = plain(scheme.covers);
  const timed = covers.fields.includes("timestamp") || provider.timestampAfter !== undefined;
  return plain({
    id,
    name,
    docs,
    checked,
    import: `${manifest.name}/providers/${id}`,
    export: exportName,
    scheme: schemeOf(scheme),
    covers,
    looksInside: scheme.looksInside,
    credential: { option: scheme.credential, ...credential },
    options: optionsOf(scheme),
    toleranceSeconds: timed ? (provider.toleranceSeconds ?? 300) : undefined,
    timestampAfter: provider.timestampAfter,
    eventId: sourcesOf(provider.eventId, covers),
    eventType: sourcesOf(provider.eventType, covers),
    keyAlso: listOf(provider.keyAlso),
    payload: provider.payload ?? "json",
    items: provider.items,
    maxBodyBytes: provider.maxBodyBytes ?? 1024 * 1024,
    readsAnswer: provider.readsAnswer ?? false,
    success: provider.success,
    deadlineSeconds: provider.deadlineSeconds,
    retries: provider.retries,
    handshakes: provider.handshakes?.map(handshakeOf),
  });
}

const SCHEMA_ID = () => JSON.parse(readFileSync(join(root, SCHEMA), "utf8")).$id;

/** All providers as one document. */
export const catalogueOf = (records) => ({ $schema: SCHEMA_ID(), version: manifest.version, providers: records });

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const shipped = entries.filter(({ specifier }) => specifier.includes("/providers/"));
  const records = await Promise.all(
    shipped.map(async ({ built }) => {
      const [[name, provider]] = Object.entries(await import(pathToFileURL(join(root, built)).href));
      return recordOf(provider, name);
    }),
  );
  // One provider on each line.
  const { providers, ...head } = catalogueOf(records);
  const lines = providers.map((record) => JSON.stringify(record)).join(",\n");
  const text = `${JSON.stringify(head).slice(0, -1)},"providers":[\n${lines}\n]}\n`;
  writeFileSync(join(root, "dist/providers.json"), text);
  cpSync(join(root, SCHEMA), join(root, "dist/providers.schema.json"));
  mkdirSync(join(root, "dist/vectors"), { recursive: true });
  for (const { id } of records) {
    const vectors = JSON.parse(readFileSync(join(root, "test/vectors", `${id}.json`), "utf8"));
    writeFileSync(join(root, "dist/vectors", `${id}.json`), JSON.stringify(vectors));
  }
}
