import type { SignedDelivery } from "../testing/index.js";
import { type Args, type Command, isSet, textOf } from "./command.js";
import { createSigner, SIGNING } from "./create-signer.js";
import { EXIT, UsageError } from "./failure.js";
import { readInput } from "./files.js";
import type { Io } from "./io.js";
import { momentOf } from "./numbers.js";
import { eventOf, newEvent } from "./samples/index.js";
import { readUrl } from "./target.js";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function textBody(body: Uint8Array): string | undefined {
  try {
    return decoder.decode(body);
  } catch {
    return;
  }
}

/** The delivery as our own JSON, which `hookonce explain` reads. */
const asJson = ({ method, url, headers, body }: SignedDelivery, publicKey: string | undefined) => {
  const text = textBody(body);
  return {
    method,
    url,
    headers,
    ...(text === undefined ? { bodyBase64: Buffer.from(body).toString("base64") } : { body: text }),
    ...(publicKey && { publicKey }),
  };
};

const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** A secret that is part of the request is left to the shell: it stands in the variable already. */
function asCurl({ method, url, headers, body }: SignedDelivery, variable: string, io: Io): string {
  const text = textBody(body);
  if (text === undefined)
    throw new UsageError("The body is no text, which a command line cannot hold: take --format json.");
  const word = (value: string) => quote(io.replace(value, "\0")).replaceAll("\0", `'"$${variable}"'`);
  return [
    `curl -X ${method} ${word(url)}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${word(`${name}: ${value}`)}`),
    ...(text ? [`--data-binary ${word(text)}`] : []),
  ].join(" \\\n  ");
}

function asHttp({ method, url, headers, body }: SignedDelivery): string {
  const { host, pathname, search } = new URL(url);
  const lines = [`${method} ${pathname}${search} HTTP/1.1`, `host: ${host}`, `content-length: ${body.length}`];
  const own = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [...lines, ...own, "", textBody(body) ?? Buffer.from(body).toString("latin1")].join("\r\n");
}

async function run(args: Args, io: Io): Promise<number> {
  const format = isSet(args, "json") ? "json" : (textOf(args, "format") ?? "headers");
  if (!["headers", "curl", "http", "json"].includes(format))
    throw new UsageError("--format is headers, curl, http or json.");
  const given = textOf(args, "url");
  const id = textOf(args, "provider");
  const url = given ? readUrl(given, "--url").href : `https://example.com/webhooks/${id ?? ""}`;
  const signer = await createSigner(args, url, io, false);
  const { provider } = signer;
  const [file, type] = [textOf(args, "file"), textOf(args, "event")];
  const event = file ? eventOf(provider, await readInput(file), type) : newEvent(provider, type);
  const signed = await signer.sign(event, { timestamp: momentOf(args, "at") });
  const { covers } = provider.scheme;
  if (!covers.body)
    io.err(`${provider.name} signs no body: whoever has the secret, or sees one delivery, can send any body.`);
  const variable = textOf(args, "secret-env") ?? provider.credential?.env ?? "WEBHOOK_SECRET";
  const shown = [signed.url, ...Object.values(signed.headers), textBody(signed.body) ?? ""].join("\n");
  if (io.clean(shown) !== shown && format !== "curl")
    io.err(`${provider.name} sends its secret along: it is not printed.`);
  if (format === "json") io.json(asJson(signed, signer.publicKey));
  else if (format === "curl") io.out(asCurl(signed, variable, io));
  else if (format === "http") io.write(asHttp(signed));
  else for (const [name, value] of Object.entries(signed.headers)) io.out(`${name}: ${value}`);
  return EXIT.fine;
}

/** Signs one delivery and prints it. */
export const sign: Command = {
  name: "sign",
  usage: "--provider <id> [--file body.json]",
  about: "signs a delivery and prints it, without sending it",
  positionals: [0, 0],
  examples: [
    ["hookonce sign --provider stripe --file body.json", "the headers that go with this body"],
    ["hookonce sign --provider github --event push --format curl", "a command line with a sample payload"],
    ["hookonce sign --provider slack --format http | nc localhost 3000", "the request as it goes over the wire"],
  ],
  options: {
    ...SIGNING,
    event: { type: "string", value: "<type>", about: "the type of the event" },
    file: { type: "string", value: "<file>", about: "the body; - reads stdin; default: a sample" },
    url: { type: "string", value: "<url>", about: "where it is sent, which some providers sign" },
    at: { type: "string", value: "<time>", about: "when it is sent; default: now" },
    format: { type: "string", value: "<form>", about: "headers (default), curl, http, or json" },
  },
  run,
};
