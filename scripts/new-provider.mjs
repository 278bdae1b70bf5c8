import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./exports.mjs";
import { generate } from "./generate.mjs";
import { providerIds } from "./providers.mjs";

// npm run new-provider -- <id>: the two files of a provider, with TODOs that fail the tests until they are done.

const nameOf = (id) => id.replace(/-(\w)/g, (_all, letter) => letter.toUpperCase());

/** Why there can be no new provider of this id; `undefined` when there can. */
export function objection(id, existing) {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id ?? "") || id.length > 32) {
    return "An id has 1 to 32 characters of a-z, 0-9 and single hyphens, and begins with a letter: npm run new-provider -- acme";
  }
  if (existing.includes(id)) return `There is a provider ${id} already: src/providers/${id}.ts`;
}

/** The source of a provider that is not described yet. */
export const sourceOf = (id, month) => `import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * TODO: who it is; what is signed and what is not; whether its event id survives a retry. Checked ${month} against TODO:
 * documentation, SDK or code.
 * @remarks
 * - TODO: what people trip over, one line each; or leave this out
 * @see https://todo.example
 */
export const ${nameOf(id)} = freezeProvider({
  id: "${id}",
  name: "TODO: as its users know it",
  docs: "https://todo.example",
  checked: "${month}",
  scheme: hmac({
    hash: "sha256",
    header: "x-todo-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  eventId: fromBody("todo.id"),
  eventType: fromBody("todo.type"),
  credential: {
    name: "TODO: its name in the dashboard",
    env: "${id.toUpperCase().replaceAll("-", "_")}_WEBHOOK_SECRET",
    where: "TODO: where it is found",
  },
});
`;

/** A delivery that is not there yet: no signature is right. */
export const vectorsOf = (id) => `[
  {
    "provider": "${id}",
    "name": "valid",
    "source": "TODO: package@version, a URL, or own and how it was computed",
    "secret": "TODO",
    "method": "POST",
    "headers": { "x-todo-signature": "TODO" },
    "body_base64": "e30=",
    "now": 1767225600,
    "expect": "valid",
    "reason": "TODO: correctly signed"
  }
]
`;

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const id = process.argv[2];
  const why = objection(id, providerIds());
  const [source, vectors] = [`src/providers/${id}.ts`, `test/vectors/${id}.json`];
  if (why || existsSync(join(root, vectors))) {
    console.error(why ?? `${vectors} is there already.`);
    process.exit(1);
  }
  writeFileSync(join(root, source), sourceOf(id, new Date().toISOString().slice(0, 7)));
  writeFileSync(join(root, vectors), vectorsOf(id));
  const written = await generate();
  console.log(`${[source, vectors, ...written].map((file) => `wrote ${file}`).join("\n")}

Next:
  1. Describe the scheme in ${source}, as its documentation says it; no TODO stays.
  2. Put deliveries into ${vectors}: of its SDK or documentation, valid and invalid.
  3. npx vitest run --project node test/providers -t ${id}
  4. npm run generate, then npm test, npm run lint, npm run types, npm run changeset`);
}
