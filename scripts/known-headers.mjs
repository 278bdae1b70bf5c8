// Which header is whose signature, and how credentials begin that are no webhook secret: what hookonce/explain names without
// bringing any provider.

export const FILE = "src/explain/known-headers.ts";

/** Headers that say nothing about the sender. */
const COMMON = ["authorization", "signature"];

/** Named first where many providers share a header: who defined it. */
const GENERIC = ["standard-webhooks", "svix", "websub", "slack", "github"];

const rank = (id) => (GENERIC.indexOf(id) + GENERIC.length + 1) % (GENERIC.length + 1);

/** What the file should hold, from the providers as `loadProviders` gives them. */
export function knownHeaders(providers) {
  const headers = new Map();
  const prefixes = new Map();
  for (const { id, provider, record } of providers) {
    for (const { in: place, path } of record.scheme.header ?? []) {
      // DocuSign numbers its headers from 1 to 100.
      const [, stem, number] = path.match(/^(.*-)(\d+)$/) ?? [];
      const repeats = number > 1 && headers.has(`${stem}${number - 1}`);
      if (place !== "header" || COMMON.includes(path)) continue;
      headers.set(path, { ids: [...(headers.get(path)?.ids ?? []), id], repeats });
    }
    for (const prefix of provider.scheme.data?.secret?.refuse ?? []) {
      if (/^[a-z][\w-]+[_-]$/.test(prefix)) prefixes.set(prefix, [...(prefixes.get(prefix) ?? []), id]);
    }
  }
  const rows = [...headers]
    .filter(([, { repeats }]) => !repeats)
    .map(([name, { ids }]) => [name, ids.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)).join(" ")]);
  const object = (pairs) =>
    pairs
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => {
        const name = /^[a-z_]\w*$/i.test(key) ? key : `"${key}"`;
        const line = `  ${name}: "${value}",`;
        return line.length > 120 ? `  ${name}:\n    "${value}",` : line;
      })
      .join("\n");
  return `// Written by scripts/generate.mjs from the providers' data.

/** Headers that hold a signature, and the ids of the providers whose it is. */
export const KNOWN_HEADERS: Readonly<Record<string, string>> = {
${object(rows)}
};

/** How credentials begin that are no webhook secret, and the ids of the providers that have them. */
export const KNOWN_PREFIXES: Readonly<Record<string, string>> = {
${object([...prefixes].map(([prefix, ids]) => [prefix, ids.join(" ")]))}
};
`;
}
