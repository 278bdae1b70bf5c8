import { sourceText } from "./catalogue.mjs";
import { coveredBy } from "./providers.mjs";

// The pages that are written from the providers' data and doc blocks.

const shaOf = ({ hash }) => hash.toUpperCase().replace("SHA", "SHA-");

const PROOFS = {
  hmac: ({ hash }) => `HMAC-${hash.toUpperCase()}`,
  digest: (scheme) => `${shaOf(scheme)} of text with the secret in it`,
  ed25519: () => "Ed25519",
  ecdsa: (scheme) => `ECDSA P-256, ${shaOf(scheme)}`,
  rsa: (scheme) => `RSA (PKCS #1 v1.5), ${shaOf(scheme)}`,
  token: () => "shared token",
  basic: () => "user name and password",
  adyen: () => "HMAC-SHA256 of each item's values",
  braintree: () => "HMAC-SHA1",
  contentful: () => "HMAC-SHA256",
  "dropbox-sign": () => "HMAC-SHA256",
  hook0: () => "HMAC-SHA256",
  "http-hmac": () => "HTTP Message Signatures, HMAC-SHA256",
  "http-signature": () => "HTTP Message Signatures",
  jws: () => "signed token (JWS)",
  mandrill: () => "HMAC-SHA1",
  plivo: () => "HMAC-SHA256",
  sns: () => "RSA, certificate of AWS",
  "sorted-json": () => "HMAC of sorted JSON",
  "token-in-items": () => "shared token",
  twilio: () => "HMAC-SHA1",
};

const code = (text) => (/[`|]/.test(text) ? `\`\` ${text.replaceAll("|", "\\|")} \`\`` : `\`${text}\``);
const listed = (words, last = "and") =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;

/** Prose in lines of at most 124 characters; code is never broken. */
function wrapped(text, first = "", rest = first) {
  const lines = [first];
  for (const word of text.match(/(?:`[^`]*`|[^\s`])+/g) ?? []) {
    const line = lines.at(-1);
    const fresh = line === first || line === rest;
    if (!fresh && line.length + 1 + word.length > 124) lines.push(rest + word);
    else lines[lines.length - 1] = fresh ? line + word : `${line} ${word}`;
  }
  return lines.join("\n");
}

/** Text for a cell of a table. */
const cell = (text) => text.replace(/\s+/g, " ").replace(/(?<!\\)\|/g, "\\|");

function spanOf(seconds) {
  const units = { days: 86_400, hours: 3600, minutes: 60, seconds: 1 };
  const [unit, size] = Object.entries(units).find(([, each]) => seconds % each === 0 && seconds >= 2 * each) ?? [
    "seconds",
    1,
  ];
  return `${seconds / size} ${unit}`;
}

/** How a provider proves that a delivery is its own, in two or three words. */
export const proofOf = ({ scheme }) => PROOFS[scheme.kind]?.(scheme) ?? scheme.kind.toUpperCase().replaceAll("-", " ");

const signsNothing = ({ scheme }) => ["token", "token-in-items", "basic"].includes(scheme.kind);

function placeRow({ scheme: { header = [], format, separator, prefix, expect } }) {
  const places = header.map((source) => (source.in === "header" ? code(source.path) : sourceText(source)));
  const form = format ?? (prefix && `${prefix}{token}`);
  const parts = [
    listed(places, "or") + (form && form !== "{signature}" ? `: ${code(form)}` : ""),
    separator && `a list separated by ${code(separator)}`,
    ...Object.entries(expect ?? {}).map(([name, value]) => `${code(name)} must be ${code(value)}`),
  ];
  return parts.filter(Boolean).join(", ");
}

function schemeRow(record) {
  const { kind, encoding, anyCaseHex, key } = record.scheme;
  if (signsNothing(record)) return `${proofOf(record)}, compared in constant time`;
  const forms = { "raw-hex": "the key as hex", "raw-base64": "the key as base64", spki: "the key as SPKI" };
  return [proofOf(record), encoding && encoding + (anyCaseHex ? " of either case" : ""), forms[key]]
    .filter(Boolean)
    .join(", ")
    .concat(kind === "twilio" ? ", base64" : "");
}

function signsRow(record) {
  const { signs, fields = {}, timestamp } = record.scheme;
  if (signsNothing(record)) return "nothing: it says who sends, not what";
  if (!signs) return "";
  const places = Object.entries(fields).map(([name, source]) => `${code(name)} is the ${sourceText(source)}`);
  const forms = { iso8601: "ISO 8601", "iso8601-utc": "ISO 8601 without a zone, in UTC", rfc1123: "an HTTP date" };
  const form = timestamp && timestamp !== "seconds" ? `the timestamp is ${forms[timestamp] ?? `in ${timestamp}`}` : "";
  return [listed(signs.map(code), "or"), ...places, form].filter(Boolean).join("; ");
}

/** Whether something signed says when. A token may say it with claims of its own. */
const timed = ({ covers, timestampAfter, scheme }) =>
  covers.fields.includes("timestamp") || timestampAfter !== undefined || scheme.kind === "jws";

/** What a handler may read and the signature does not cover. */
export function uncoveredOf(record) {
  const { covers, eventId, eventType } = record;
  const outside = (sources) => sources.filter(({ signed, in: place }) => !signed && place !== "digest");
  const words = [
    !covers.body && (covers.fields.some((name) => /^(json|form):/.test(name)) ? "the rest of the body" : "the body"),
    ...[
      ...outside(eventId).map((source) => ["event id", source]),
      ...outside(eventType).map((source) => ["event type", source]),
    ]
      .filter(([, { in: place }]) => covers.body || (place !== "body" && place !== "form"))
      .map(([what, source]) => `${what} (${sourceText(source)})`),
    !timed(record) && "the time of sending",
  ];
  return words.filter(Boolean);
}

function credentialRow({ credential, scheme }) {
  const { name, env, where } = credential;
  const {
    strip,
    keepPrefix,
    after,
    requirePrefix,
    encoding = "utf8",
    bareEncoding,
    normalize,
    suffix,
  } = scheme.secret ?? {};
  const prefix = [strip ?? []].flat().map(code);
  const only = prefix.length && requirePrefix ? ", which must be there" : "";
  const form = [
    prefix.length > 0 && `${listed(prefix, "or")} before it is ${keepPrefix ? "" : "no "}part of the key${only}`,
    after && `the key is what follows ${code(after)}`,
    encoding !== "utf8" && `it is ${encoding}`,
    bareEncoding && `without the prefix it is ${bareEncoding === "utf8" ? "plain text" : bareEncoding}`,
    normalize && `it is normalised (${normalize})`,
    suffix && `${code(suffix)} is appended`,
  ].filter(Boolean);
  return `${name}, usually ${code(env)}; ${where}${form.length ? `; ${form.join("; ")}` : ""}`;
}

function toleranceRow({ toleranceSeconds, timestampAfter, scheme }) {
  if (toleranceSeconds === undefined && scheme.kind === "jws")
    return "none; `exp` and `nbf` of the token count, where it has them";
  if (toleranceSeconds === undefined) return "none: no signed timestamp, so an old delivery stays genuine";
  const inside = timestampAfter ? `; the time is the ${sourceText(timestampAfter.at)}, in ${timestampAfter.form}` : "";
  return `${spanOf(toleranceSeconds)}, both ways${inside}`;
}

function idRow({ eventId, keyAlso }) {
  const own = eventId.filter((source) => source.in !== "digest");
  const also = keyAlso.length ? `, in the key joined with ${listed(keyAlso.map(sourceText))}` : "";
  const digest = `SHA-256 of the body${also}`;
  if (!own.length) return digest;
  const places = `${own.map(sourceText).join(", else ")} (${own[0].signed ? "signed" : "**not signed**"})`;
  return own.length === eventId.length ? places : `${places}, else ${digest}`;
}

function typeRow({ eventType }) {
  if (!eventType.length) return "none: `event.type` is empty";
  return `${eventType.map(sourceText).join(", else ")} (${eventType[0].signed ? "signed" : "**not signed**"})`;
}

function payloadRow({ payload, maxBodyBytes }) {
  const forms = {
    json: "JSON",
    form: "form fields",
    "form-or-json": "form fields, or JSON",
    text: "text",
    bytes: "bytes",
  };
  const shape = forms[payload] ?? `JSON in the form field ${code(payload.jsonIn)}${payload.orJson ? ", or JSON" : ""}`;
  return `${shape}; up to ${maxBodyBytes / 1024 / 1024} MiB`;
}

function itemsRow({ items }) {
  if (!items) return "";
  const { at, id, type } = items;
  const parts = [id && `its id at ${listed([id].flat().map(code))}`, type && `its type at ${code(type)}`].filter(
    Boolean,
  );
  const list = at ? `the list at ${code(at)}` : "the payload is a list";
  return `${list}${parts.length ? `; each item has ${parts.join(" and ")}` : ""}; \`each: true\` runs the handler for each`;
}

function valueText(value) {
  if (typeof value !== "object") return value === "" ? "an empty text" : code(String(value));
  if (value.hmac) {
    const before = value.prefix ? `${code(value.prefix)} and ` : "";
    return `${before}the HMAC-SHA256 (${value.encoding}) of the ${sourceText(value.hmac)}`;
  }
  return `the ${sourceText(value)}`;
}

function handshakeRow({ handshakes = [] }) {
  const checks = {
    signature: () => "after its signature holds",
    verifyToken: (source) => `after the ${sourceText(source)} is compared with the option \`verifyToken\``,
    none: () => "though nothing proves who asks",
  };
  const rows = handshakes.map(
    ({ method, has, equals, check, verifyToken, status = 200, text, json, headers, confirm }) => {
      const [source, wanted] = equals ?? [];
      const conditions = [
        has && `has a ${sourceText(has)}`,
        equals && `whose ${sourceText(source)} is ${code(JSON.stringify(wanted))}`,
      ];
      const pairs = (record) =>
        Object.entries(record)
          .map(([name, value]) => `${code(name)}: ${valueText(value)}`)
          .join(", ");
      const answer = [
        text !== undefined && `${valueText(text)} as text`,
        json && `JSON (${pairs(json)})`,
        headers && `the headers ${pairs(headers)}`,
      ].filter(Boolean);
      if (confirm) answer.push(`nothing, once the address at the ${sourceText(confirm.at)} was fetched`);
      const request = [code(method), conditions.filter(Boolean).join(" and ").replace("has a", "with a")]
        .filter(Boolean)
        .join(" ");
      return `${request}: answered ${status}${answer.length ? ` with ${listed(answer)}` : ""}, ${checks[check](verifyToken)}`;
    },
  );
  return rows.join("; ");
}

function retriesRow({ retries }) {
  if (retries === "none") return "never: an event that is not answered 2xx is lost";
  return retries ? `for ${spanOf(retries.windowSeconds)}` : "";
}

function hintOf(record) {
  if (record.covers.body) return "";
  const why = signsNothing(record)
    ? "Nothing of a delivery is signed. Whoever sees one, or learns the credential, can send others with any body."
    : "The signature does not cover the whole body. Whoever sees one delivery can send it again with other values beside those that are signed.";
  const what = `**Do not trust the body alone.** ${why} Before you act on something that matters, ask the provider's API for it.`;
  return wrapped(what, "> ");
}

const upper = (text) => text.replace(/(?<=[a-z])(?=[A-Z])|-/g, "_").toUpperCase();

/** The option that a credential's place names, where it is no secret: "(option webhookId)". */
const namedOption = ({ where }) => where.match(/\(options? (\w+)/)?.[1];

/** Options besides the usual credential, each with what a reader writes there. */
function optionsOf({ id, credential, options }) {
  const named = namedOption(credential);
  const variable = (name) => `process.env.${name === named ? credential.env : `${upper(id)}_${upper(name)}`}`;
  const write = { text: (value) => value, list: (value) => `[${value}]`, function: () => "fetchKey" };
  const asked = Object.entries(options).map(([name, form]) => [name, write[form](`${variable(name)} ?? ""`)]);
  if (credential.option === "none" && named === "publicKey") asked.push(["publicKey", variable("publicKey")]);
  return asked;
}

function snippetOf({ name, specifier, record }) {
  const { credential, readsAnswer, covers, id } = record;
  const env = (variable) =>
    /^[A-Z_][A-Z0-9_]*$/.test(variable) ? `process.env.${variable}` : `process.env["${variable}"]`;
  const given = {
    secret: [["secret", env(credential.env)]],
    publicKey: [["publicKey", env(credential.env)]],
    basic: [
      [
        "username",
        env(credential.env.replace(/(PASSWORD|SECRET|CREDENTIALS?)?$/, (end) => (end ? "USERNAME" : "_USERNAME"))),
      ],
      ["password", env(credential.env)],
    ],
    none: [],
  }[credential.option];
  const options = [["provider", name], ...given, ...optionsOf(record)];
  const asked = record.handshakes?.some(({ check }) => check === "verifyToken");
  if (asked) options.push(["verifyToken", env(`${id.toUpperCase().replaceAll("-", "_")}_VERIFY_TOKEN`)]);
  if (covers.url) options.push(["publicUrl", `"https://example.com/webhooks/${id}"`]);
  const lines = options.map(([option, value]) => `    ${option}: ${value},`).join("\n");
  const imports = readsAnswer ? `import { reply } from "hookonce";\n` : "";
  const answer = readsAnswer ? "\n    return reply(200); // with what the sender wants to read" : "";
  const fetches = Object.values(record.options).includes("function")
    ? "\ndeclare function fetchKey(keyId: string): Promise<JsonWebKey>; // asks the provider's API for the key of this id\n"
    : "";
  const handler = `on${name[0].toUpperCase()}${name.slice(1)}`;
  return `\`\`\`ts
${imports}import { webhook } from "hookonce/express"; // or koa, hono, next, fetch
import { ${name} } from "${specifier}";
${fetches}
export const ${handler} = webhook(
  {
${lines}
  },
  async (event) => {
    console.log(event.type, event.id);${answer}
  },
);
\`\`\``;
}

/** `hookonce/providers/svix` in a doc block becomes a link to that page. */
const linked = (text, ids) =>
  text.replace(/`hookonce\/providers\/([a-z0-9-]+)`/g, (whole, id) =>
    ids.includes(id) ? `[${whole}](${id}.md)` : whole,
  );

/** The page of one provider. */
export function pageOf(shipped, doc, ids) {
  const { record } = shipped;
  const { credential, deadlineSeconds, readsAnswer, docs, id } = record;
  const named = namedOption(credential);
  const wanted = { basic: "`username`, `password`", none: named ? code(named) : "Keys" };
  const where = wanted[credential.option] ?? code(credential.option);
  const rows = [
    [record.scheme.header?.every((source) => source.in === "header") ? "Header" : "Place", placeRow(record)],
    ["Scheme", schemeRow(record)],
    ["Signed", signsRow(record)],
    ["Covered", coveredBy(record).join(", ") || "nothing"],
    ["Not covered", uncoveredOf(record).join(", ")],
    [where, credentialRow(record)],
    [
      "Options",
      Object.keys(record.options)
        .filter((name) => name !== named)
        .map(code)
        .join(", "),
    ],
    ["Tolerance", toleranceRow(record)],
    ["Event id", idRow(record)],
    ["Event type", typeRow(record)],
    ["Payload", payloadRow(record)],
    ["Items", itemsRow(record)],
    ["Handshake", handshakeRow(record)],
    ["Answer", deadlineSeconds === undefined ? "" : `within ${spanOf(deadlineSeconds)}`],
    ["Retries", retriesRow(record)],
    [
      "Success",
      record.success ? `answered with the text ${code(record.success.text)}, unless the handler answers itself` : "",
    ],
    ["Once", readsAnswer ? "off by default, because the sender reads the answer; `once: true` turns it on" : "on"],
    ["Checked", `${doc.checked.replace(/\.$/, "") || record.checked}; <${docs}>`],
  ];
  const table = rows.filter(([, value]) => value).map(([label, value]) => `| ${label} | ${cell(value)} |`);
  const traps = doc.traps.length
    ? `## Traps\n\n${doc.traps.map((trap) => wrapped(linked(trap, ids), "- ", "  ")).join("\n")}`
    : "";
  return [
    `# ${record.name}`,
    `<!-- Written by scripts/generate.mjs from src/providers/${id}.ts: change that file. -->`,
    wrapped(linked(doc.prose, ids)),
    snippetOf(shipped),
    ["| | |", "|---|---|", ...table].join("\n"),
    hintOf(record),
    traps,
    "[All providers](../providers.md) · [What is not signed](../security.md#what-is-not-signed) · [Errors](../errors.md)",
  ]
    .filter(Boolean)
    .join("\n\n")
    .concat("\n");
}

const shortened = (words) => [...words.slice(0, 4), ...(words.length > 4 ? ["…"] : [])].join(", ");

/** The table of all providers. */
export function indexOf(all) {
  const rows = all.map(({ specifier, record }) => {
    const methods = [...new Set((record.handshakes ?? []).map(({ method }) => method))].join(", ");
    const cells = [
      `[${record.name}](providers/${record.id}.md)`,
      code(specifier),
      proofOf(record),
      shortened(coveredBy(record)) || "**nothing**",
      methods || "–",
      record.checked,
    ];
    return `| ${cells.map(cell).join(" | ")} |`;
  });
  const head = ["provider", "import", "proof", "covered by the signature", "handshake", "checked"];
  return [`${all.length} providers.\n`, `| ${head.join(" | ")} |`, "|---|---|---|---|---|---|", ...rows].join("\n");
}

/** Whom most readers of README.md look for. */
export const BEST_KNOWN = [
  ...[
    "adyen",
    "aws-sns",
    "clerk",
    "discord",
    "github",
    "gitlab",
    "hubspot",
    "linear",
    "meta",
    "openai",
    "paddle-billing",
  ],
  ...["paypal", "resend", "sendgrid", "sentry", "shopify", "slack", "square", "standard-webhooks", "stripe", "svix"],
  ...["telegram", "twilio", "vercel", "zoom"],
];

/** The table of README.md. */
export function readmeTable(all) {
  const rows = all
    .filter(({ id }) => BEST_KNOWN.includes(id))
    .map(({ specifier, record }) => {
      const { id, name, credential } = record;
      const variable = credential.option === "none" ? "–" : code(credential.env);
      return `| ${cell(`[${name}](docs/providers/${id}.md)`)} | ${code(specifier)} | ${proofOf(record)} | ${variable} |`;
    });
  return [
    `These are the best known of ${all.length}: [the whole list](docs/providers.md).\n`,
    "| provider | import | proof | usual variable |",
    "|---|---|---|---|",
    ...rows,
  ].join("\n");
}
