import { deflateSync, gzipSync } from "node:zlib";
import { BODIES } from "../genuine-deliveries.mjs";
import { kept, measured, pretty, reparse, rewritten, without } from "./tools.mjs";

const sortKeys = (value) =>
  Array.isArray(value)
    ? value.map(sortKeys)
    : value && typeof value === "object"
      ? Object.fromEntries(
          Object.keys(value)
            .sort()
            .map((key) => [key, sortKeys(value[key])]),
        )
      : value;

const escaped = (text) =>
  text.replace(/[\u0080-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);

const python = (text) =>
  escaped(
    JSON.stringify(JSON.parse(text), null, 1)
      .replace(/\n */g, " ")
      .replace(/([{[]) | ([}\]])/g, "$1$2"),
  );

export default function breaks(add) {
  add("body-reserialized", "parsed by express.json and written by JSON.stringify", "stripe", rewritten(reparse));
  add("body-reserialized", "the same, and the length is still the old one", "stripe", kept(reparse));
  add("body-reserialized", "pretty-printed by a log", "github", rewritten(pretty));
  add(
    "body-reserialized",
    "pretty-printed with 4 spaces",
    "linear",
    rewritten((text) => JSON.stringify(JSON.parse(text), null, 4)),
  );
  add(
    "body-reserialized",
    "pretty-printed with tabs",
    "paddle-billing",
    rewritten((text) => JSON.stringify(JSON.parse(text), null, "\t")),
  );
  add("body-reserialized", "json.dumps in Python", "github", rewritten(python));
  add("body-reserialized", "json.dumps in Python", "paddle-billing", rewritten(python));
  add(
    "body-reserialized",
    "sender writes as Python does, receiver as JavaScript",
    "svix",
    rewritten((text) => text.replace(/([:,]) /g, "$1")),
  );
  add("body-reserialized", "slashes and escapes of the sender are gone", "slack", rewritten(reparse));
  add("body-reserialized", "escaped & is gone", "shopify", rewritten(reparse), {
    body: '{"email":"jon@example.com","note":"Gr\u00fc\u00dfe \\u0026 W\u00fcnsche","total_price":"398.00"}',
  });
  add("body-reserialized", "parsed and written, with CR LF between items gone", "discord", rewritten(pretty));
  add("body-reserialized", "indented by the sender, written on one line", "square", rewritten(reparse), {
    body: pretty(BODIES.square),
  });
  add(
    "body-reserialized",
    "indented by the sender with a line break at the end",
    "standard-webhooks",
    rewritten(reparse),
    {
      body: `${pretty(BODIES["standard-webhooks"])}\n`,
    },
  );
  add("body-reserialized", "names that are numbers moved first by JavaScript", "github", rewritten(reparse), {
    body: '{"name":"numbers last","2":"two","10":"ten"}',
  });
  add(
    "body-reserialized",
    "sorted by the sender, in another order here",
    "shopify",
    rewritten((text) => {
      const { total_price, ...rest } = JSON.parse(text);
      return JSON.stringify({ total_price, ...rest });
    }),
    { body: JSON.stringify(sortKeys({ id: 1, email: "a@example.com", total_price: "1.00", nested: { b: 1, a: 2 } })) },
  );
  add("body-reserialized", "HubSpot's list pretty-printed", "hubspot", rewritten(pretty));
  add("body-parsed", "the object that express.json made", "stripe", ({ body }) => ({
    body: undefined,
    parsedBody: JSON.parse(body),
  }));
  add("body-parsed", "the object that express.json made", "github", ({ body }) => ({
    body: undefined,
    parsedBody: JSON.parse(body),
  }));
  add("body-parsed", "the object that a parser of forms made", "twilio", ({ body }) => ({
    body: undefined,
    parsedBody: Object.fromEntries(new URLSearchParams(body.toString())),
  }));
  add(
    "body-newline",
    "trimmed",
    "sendgrid",
    rewritten((text) => text.trim()),
  );
  add(
    "body-newline",
    "trimmed",
    "github",
    rewritten((text) => text.trim()),
    { body: `${BODIES.github}\n` },
  );
  add(
    "body-newline",
    "a line break at the end, as echo adds it",
    "stripe",
    rewritten((text) => `${text}\n`),
  );
  add(
    "body-newline",
    "CR LF at the end",
    "discord",
    rewritten((text) => `${text}\r\n`),
  );
  add(
    "body-line-endings",
    "saved on Windows",
    "stripe",
    rewritten((text) => text.replaceAll("\n", "\r\n")),
  );
  add(
    "body-line-endings",
    "CR LF became LF",
    "sendgrid",
    rewritten((text) => text.replaceAll("\r\n", "\n")),
  );
  add(
    "body-bom",
    "a byte order mark before it",
    "shopify",
    rewritten((text) => `\uFEFF${text}`),
  );
  add(
    "body-bom",
    "the byte order mark is gone, as after req.text()",
    "paddle-billing",
    rewritten((text) => text.slice(1)),
    {
      body: `\uFEFF${BODIES["paddle-billing"]}`,
    },
  );
  add("body-unicode", "umlauts escaped", "stripe", rewritten(escaped));
  add(
    "body-unicode",
    "escapes written as letters",
    "slack",
    rewritten((text) => text.replace("\\u00e9", "é")),
  );
  add("body-charset", "decoded as latin1 and encoded as UTF-8", "github", ({ body, headers }) =>
    measured(Buffer.from(body.toString("latin1")), headers),
  );
  add("body-charset", "decoded as windows-1252 and encoded as UTF-8", "paddle-billing", ({ body, headers }) =>
    measured(new TextDecoder("windows-1252").decode(body), headers),
  );
  add("body-charset", "written as latin1", "linear", ({ body, headers }) =>
    measured(Buffer.from(body.toString(), "latin1"), headers),
  );
  add("body-charset", "written as UTF-16", "discord", ({ body, headers }) =>
    measured(Buffer.from(body.toString(), "utf16le"), headers),
  );
  add("body-base64", "base64 of API Gateway", "stripe", ({ body }) => ({
    body: Buffer.from(body.toString("base64")),
  }));
  add("body-base64", "base64 of API Gateway", "twilio", ({ body }) => ({
    body: Buffer.from(body.toString("base64")),
  }));
  add("body-base64", "base64 of API Gateway", "discord", ({ body }) => ({
    body: Buffer.from(body.toString("base64")),
  }));
  add("body-wrapped", "the whole event of Lambda", "stripe", ({ body, headers }) =>
    measured(
      JSON.stringify({ httpMethod: "POST", headers, body: body.toString("base64"), isBase64Encoded: true }),
      headers,
    ),
  );
  add("body-wrapped", "the whole event of Lambda, as text", "slack", ({ body, headers }) =>
    measured(JSON.stringify({ version: "2.0", headers, body: body.toString(), isBase64Encoded: false }), headers),
  );
  add("body-wrapped", "JSON of a Buffer", "github", ({ body, headers }) => measured(JSON.stringify(body), headers));
  add(
    "body-quoted",
    "JSON.stringify of the text",
    "shopify",
    rewritten((text) => JSON.stringify(text)),
  );
  add("body-gzip", "compressed by a queue", "github", ({ body, headers }) => measured(gzipSync(body), headers));
  add("body-gzip", "still compressed", "svix", ({ body, headers }) =>
    measured(deflateSync(body), { ...headers, "content-encoding": "deflate" }),
  );
  add(
    "body-form",
    "form parsed and written by URLSearchParams, %20 became +",
    "slack-interactivity",
    rewritten((text) => new URLSearchParams(text).toString()),
    {
      body: BODIES["slack-interactivity"].replaceAll("+", "%20"),
    },
  );
  add(
    "body-form",
    "only the field payload is left",
    "slack-interactivity",
    rewritten((text) => new URLSearchParams(text).get("payload")),
  );
  add(
    "body-form",
    "form decoded",
    "slack-interactivity",
    rewritten((text) => decodeURIComponent(text.replaceAll("+", " "))),
  );
  add(
    "body-form",
    "form turned into JSON",
    "twilio",
    rewritten((text) => JSON.stringify(Object.fromEntries(new URLSearchParams(text)))),
  );
  add(
    "body-form",
    "JSON taken for a form",
    "stripe",
    rewritten((text) => JSON.stringify({ [text]: "" })),
  );
  add("body-truncated", "cut by a limit, content-length tells", "github", ({ body }) => ({
    body: body.subarray(0, 120),
  }));
  add("body-truncated", "cut by a limit, content-length tells", "standard-webhooks", ({ body }) => ({
    body: body.subarray(0, 40),
  }));
  add("body-truncated", "cut, and no content-length", "linear", ({ body, headers }) => ({
    body: body.subarray(0, 70),
    headers: without(headers, "content-length"),
  }));
  add("body-empty", "already read", "stripe", () => ({ body: "" }));
  add("body-empty", "already read", "discord", () => ({ body: "" }));
  add("body-empty", "already read, no content-length", "shopify", ({ headers }) => ({
    body: "",
    headers: without(headers, "content-length"),
  }));
  add(
    "body-object",
    "String() of a parsed body",
    "stripe",
    rewritten(() => "[object Object]"),
  );
  add(
    "body-object",
    "String() of a parsed body",
    "slack",
    kept(() => "[object Object]"),
  );
  add(
    "body-changed",
    "a field was added on the way",
    "github",
    kept((text) => text.replace("{", '{"traceId":"00-4bf92f3577b34da6",')),
  );
}
