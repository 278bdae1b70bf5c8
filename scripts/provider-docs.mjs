import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { entries, root } from "./exports.mjs";

// Writes what the providers' data say into README.md and docs/providers.md, between marks; what stands outside them is
// written by hand. With --check it only says whether the pages are up to date.

const SELF = "scripts/provider-docs.mjs";
const ALGORITHMS = { hmac: "HMAC", digest: "digest", ed25519: "Ed25519", ecdsa: "ECDSA P-256", rsa: "RSA" };
const MISSING = "not in our data; see the provider's documentation";

export const pages = ["README.md", "docs/providers.md"];

const listOf = (value) => [value ?? []].flat();
const code = (text) => `\`${text}\``;

function spanOf(seconds) {
  const [unit, size] = [
    ["days", 86_400],
    ["hours", 3600],
    ["seconds", 1],
  ].find(([, each]) => seconds >= 2 * each || each === 1);
  return `${seconds / size} ${unit}`;
}

const sizeOf = (bytes) => `${bytes / 1024 / 1024} MiB`;

/** The headers of a scheme that has no data say their names in the error about their absence. */
function headersOf({ scheme }) {
  if (scheme.data) return listOf(scheme.data.header).map((place) => place.path ?? place);
  try {
    scheme.parse({ headers: {}, body: "" });
  } catch ({ message }) {
    return [message.match(/header ([\w-]+) is missing/)[1]];
  }
  throw new Error("a scheme that needs no header");
}

function schemeOf({ scheme: { kind, data } }) {
  if (kind === "token") return "shared token, compared in constant time; nothing is signed";
  if (kind === "twilio") return "HMAC-SHA1, base64";
  const hash = data.hash && `-${data.hash.toUpperCase()}`;
  return `${ALGORITHMS[kind]}${hash ?? ""}, ${data.encoding}`;
}

function signsOf({ scheme: { kind, data } }) {
  if (kind === "token") return "nothing: the token says who sends, not what";
  if (kind === "twilio") return "the URL and the sorted form fields; for JSON the URL, which holds the body's SHA-256";
  const fields = Object.entries(data.fields ?? {}).map(([name, place]) => `${code(name)} is the header ${code(place)}`);
  return [listOf(data.signs).map(code).join(" or "), ...fields].join("; ");
}

function isSigned({ scheme: { covers } }, { in: place, path }) {
  const inBody = place === "body" || place === "form";
  return (inBody && covers.body) || covers.fields.includes(`${place === "body" ? "json" : place}:${path}`);
}

const placeOf = (source) => (source.in === "digest" ? "SHA-256 of the body" : `${source.in} ${code(source.path)}`);

/** Places of a value, the first that is there counts, and whether the signature covers it. */
function sourcesOf(provider, sources) {
  const signed = sources.find((source) => source.in !== "digest");
  if (!signed) return "";
  const places = sources.filter((source) => source.in !== "digest").map(placeOf);
  return `${places.join(", else ")} (${isSigned(provider, signed) ? "signed" : "**not signed**"})`;
}

function idOf(provider) {
  const sources = listOf(provider.eventId);
  const also = listOf(provider.keyAlso).map(placeOf);
  const own = sourcesOf(provider, sources);
  if (own && !sources.some((source) => source.in === "digest")) return own;
  const digest = `SHA-256 of the body${also.length ? `, in the key joined with ${also.join(", ")}` : ""}`;
  return own ? `${own}, else ${digest}` : digest;
}

function payloadOf({ payload = "json", maxBodyBytes = 1024 * 1024 }) {
  const forms = { json: "JSON", form: "form fields", "form-or-json": "form fields, or JSON" };
  const shape = forms[payload] ?? `JSON in the form field ${code(payload.jsonIn)}${payload.orJson ? ", or JSON" : ""}`;
  return `${shape}; up to ${sizeOf(maxBodyBytes)}`;
}

function handshakeOf({ handshakes = [] }) {
  if (!handshakes.length) return "none";
  return handshakes
    .map(({ equals: [source, value], text, json, status = 200 }) => {
      const answer = text ? `the ${placeOf(text)} as text` : code(JSON.stringify(json));
      return `${placeOf(source)} is ${code(JSON.stringify(value))}: answered ${status} with ${answer}, after its signature holds`;
    })
    .join("; ");
}

function retriesOf({ retries }) {
  if (retries === "none") return "never: an event that is not answered 2xx is lost";
  return retries ? `for ${spanOf(retries.windowSeconds)}` : MISSING;
}

function toleranceOf({ scheme, toleranceSeconds = 300 }) {
  if (!scheme.covers.fields.includes("timestamp")) return "none: no signed timestamp, so an old delivery stays genuine";
  return `${spanOf(toleranceSeconds)}, both ways`;
}

function sectionOf({ specifier, name, provider }) {
  const { credential, deadlineSeconds, readsAnswer, checked, docs, scheme } = provider;
  const format = scheme.data ? `: ${code(scheme.data.format)}` : "";
  const separator = scheme.data?.separator ? `, a list separated by ${code(scheme.data.separator)}` : "";
  const option = scheme.credential === "publicKey" ? "publicKey" : "secret";
  const rows = [
    ["Header", headersOf(provider).map(code).join(" or ") + format + separator],
    ["Scheme", schemeOf(provider)],
    ["Signed", signsOf(provider)],
    [`\`${option}\``, `${credential.name}, usually ${code(credential.env)}; ${credential.where}`],
    ["Tolerance", toleranceOf(provider)],
    ["Event id", idOf(provider)],
    ["Event type", sourcesOf(provider, listOf(provider.eventType)) || "none: `event.type` is empty"],
    ["Payload", payloadOf(provider)],
    ["Handshake", handshakeOf(provider)],
    ["Answer", deadlineSeconds ? `within ${deadlineSeconds} s` : MISSING],
    ["Retries", retriesOf(provider)],
    ["Once", readsAnswer ? "off by default, because the sender reads the answer; `once: true` turns it on" : "on"],
    ["Checked", `${checked}, against <${docs}>`],
  ];
  const table = rows.map(([label, value]) => `| ${label} | ${value} |`).join("\n");
  return `\`\`\`ts\nimport { ${name} } from "${specifier}";\n\`\`\`\n\n| | |\n|---|---|\n${table}`;
}

function tableOf(modules) {
  const rows = modules.map(({ specifier, provider }) => {
    const link = `[${provider.name}](docs/providers.md#${provider.id})`;
    return `| ${link} | ${code(specifier)} | ${schemeOf(provider).split(",")[0]} | ${code(provider.credential.env)} |`;
  });
  return ["| provider | import | proof | usual variable |", "|---|---|---|---|", ...rows].join("\n");
}

/** A page with everything between its marks written anew. */
export function fill(text, modules) {
  const left = new Map([["providers", () => tableOf(modules)]]);
  for (const module of modules) left.set(module.provider.id, () => sectionOf(module));
  return text.replace(
    /(<!-- begin: ([\w-]+), written by \S+ -->\n)[\s\S]*?(<!-- end: \2 -->)/g,
    (_all, begin, mark, end) => {
      const write = left.get(mark);
      if (!write) throw new Error(`Nothing is called ${mark}.`);
      return `${begin}\n${write()}\n\n${end}`;
    },
  );
}

/** Marks that a page does not have. */
export const missingMarks = (text, marks) =>
  marks.filter((mark) => !text.includes(`<!-- begin: ${mark}, written by ${SELF} -->\n`));

/** One entry for each provider, in the order of the exports map. */
export async function loadProviders(load) {
  const shipped = entries.filter(({ specifier }) => specifier.includes("/providers/"));
  return Promise.all(
    shipped.map(async (entry) => {
      const [[name, provider]] = Object.entries(await load(entry));
      return { specifier: entry.specifier, name, provider };
    }),
  );
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const modules = await loadProviders(({ built }) => import(pathToFileURL(join(root, built)).href));
  for (const page of pages) {
    const before = readFileSync(join(root, page), "utf8");
    const after = fill(before, modules);
    if (before === after) continue;
    if (process.argv.includes("--check")) {
      console.error(`${page} is not what the providers' data say: run node ${SELF}`);
      process.exitCode = 1;
    } else writeFileSync(join(root, page), after);
  }
}
