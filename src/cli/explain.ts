import type { AnyProvider } from "../core/provider.js";
import { explain as diagnose, formatReport } from "../explain/index.js";
import { KNOWN_HEADERS } from "../explain/known-headers.js";
import { type Args, type Command, isSet, listOf, textOf } from "./command.js";
import { CREDENTIAL, fromVariable, providerOptions, secretFor } from "./credential.js";
import { EXIT, UsageError } from "./failure.js";
import { readInput } from "./files.js";
import type { Io } from "./io.js";
import { loadProvider, providerIds } from "./load-provider.js";
import { countOf, momentOf } from "./numbers.js";
import { readSaved } from "./saved/read-saved.js";
import { readUrl } from "./target.js";

const MOST_OTHERS = 8;

/** Providers whose signature header the delivery has. */
function guesses(headers: readonly string[]): readonly string[] {
  const names = headers.filter((_one, i) => i % 2 === 0).map((name) => name.toLowerCase());
  const known = providerIds();
  const found = names.flatMap((name) =>
    Object.hasOwn(KNOWN_HEADERS, name) ? (KNOWN_HEADERS[name] ?? "").split(" ") : [],
  );
  return [...new Set(found)].filter((id) => known.includes(id));
}

async function providerFor(args: Args, guessed: readonly string[]): Promise<AnyProvider> {
  const id = textOf(args, "provider");
  if (id !== undefined) return loadProvider(id);
  if (guessed.length === 1) return loadProvider(guessed[0]);
  const hint = guessed.length ? ` Its headers are those of ${guessed.slice(0, MOST_OTHERS).join(", ")}.` : "";
  throw new UsageError(`Who sent it? Say --provider <id>.${hint}`);
}

/** Other secrets, by the names of their variables; the findings tell them apart by these. */
const otherSecrets = (args: Args, io: Io) =>
  listOf(args, "other-secret-env").map((name) => {
    const value = fromVariable({ positionals: [], values: { "other-secret-env": name } }, "other-secret-env", io);
    return { id: name, value };
  });

async function credentialOf(provider: AnyProvider, args: Args, io: Io): Promise<Record<string, unknown>> {
  const { credential } = provider.scheme;
  const file = textOf(args, "public-key-file");
  if (credential === "publicKey" || file) {
    const text = file ? new TextDecoder().decode(await readInput(file)).trim() : undefined;
    return { publicKey: text ?? (provider.credential && io.env[provider.credential.env]) };
  }
  if (credential === "none") return {};
  const secret = await secretFor(provider, args, io);
  if (credential === "secret") return { secret };
  const username = textOf(args, "username");
  if (username) io.hide(`${username}:${secret}`);
  return { username, password: secret };
}

async function run(args: Args, io: Io): Promise<number> {
  const [path = "-"] = args.positionals;
  if (path === "-" && io.canAsk) throw new UsageError("Name the file of the saved delivery, or pipe it in.");
  const entry = textOf(args, "entry") === undefined ? undefined : countOf(args, "entry", 1, 1_000_000);
  const saved = readSaved(await readInput(path), entry);
  const bodyFile = textOf(args, "body");
  const { method, headers, notes, form } = saved;
  const body = bodyFile ? await readInput(bodyFile) : saved.body;
  const url = textOf(args, "url") === undefined ? saved.url : readUrl(textOf(args, "url") as string, "--url").href;
  const guessed = guesses(headers);
  const provider = await providerFor(args, guessed);
  const others = guessed.filter((id) => id !== provider.id).slice(0, MOST_OTHERS);
  const at = momentOf(args, "at") ?? saved.receivedMs;
  const publicUrl = textOf(args, "public-url");
  const explanation = await diagnose({
    ...providerOptions(args, provider),
    ...(await credentialOf(provider, args, io)),
    provider,
    delivery: { ...(method && { method }), ...(url && { url }), headers, body: body ?? new Uint8Array() },
    otherSecrets: otherSecrets(args, io),
    otherProviders: await Promise.all(others.map(loadProvider)),
    ...(publicUrl && { publicUrl }),
    ...(at !== undefined && { clock: () => at }),
  } as unknown as Parameters<typeof diagnose>[0]);
  const missing = body === undefined ? notes : bodyFile ? [] : notes;
  const judged = at === undefined ? [] : [`Judged as at ${new Date(at).toISOString()}.`];
  const old = at === undefined && explanation.code === "TIMESTAMP_TOO_OLD";
  const aged = old ? ["Saved deliveries grow old: --at <time> judges it as it was when it arrived."] : [];
  if (isSet(args, "json")) io.json({ form, notes: [...missing, ...judged, ...aged], ...explanation });
  else {
    for (const note of [...missing, ...judged, ...aged]) io.err(io.paint("yellow", `note: ${note}`));
    io.out(formatReport(explanation).trimEnd());
  }
  return explanation.verdict === "genuine" ? EXIT.fine : EXIT.found;
}

/** Says why a saved delivery is refused. */
export const explain: Command = {
  name: "explain",
  usage: "<file> [--provider <id>]",
  about: "says why a saved delivery is refused; sends nothing",
  positionals: [0, 1],
  examples: [
    ["hookonce explain delivery.http --provider stripe", "a raw HTTP request; the secret is in STRIPE_WEBHOOK_SECRET"],
    ["hookonce explain requests.har --entry 3", "the third request of an archive; its headers say who sent it"],
    ["curl -v … 2> out.txt; hookonce explain out.txt --body body.json", "what curl printed, and the body that it sent"],
    ["hookonce sign --provider slack --json | hookonce explain", "our own JSON, from a pipe"],
  ],
  options: {
    ...CREDENTIAL,
    "public-key-file": {
      type: "string",
      value: "<file>",
      about: "the public key, where the provider signs with a private one",
    },
    "other-secret-env": {
      type: "string",
      value: "<NAME>",
      multiple: true,
      about: "a variable with another secret that it may have been signed with",
    },
    body: { type: "string", value: "<file>", about: "the body, where the saved form does not hold it" },
    entry: { type: "string", value: "<n>", about: "which request of a HAR file, counted from 1" },
    url: { type: "string", value: "<url>", about: "the address that was called, where the saved form does not say it" },
    "public-url": { type: "string", value: "<url>", about: "the address that the endpoint has as publicUrl" },
    at: { type: "string", value: "<time>", about: "when it arrived; default: what the form says, else now" },
  },
  run,
};
