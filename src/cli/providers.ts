import type { AnyProvider } from "../core/provider.js";
import { type Args, type Command, isSet } from "./command.js";
import { EXIT, Failure } from "./failure.js";
import type { Io } from "./io.js";
import { loadProvider, providerIds } from "./load-provider.js";
import { SAMPLES } from "./samples/index.js";

const placesOf = ({ scheme }: AnyProvider): string => {
  const { header } = scheme.data ?? {};
  return [header ?? []]
    .flat()
    .map((place) => (typeof place === "string" ? place : `${place.in} ${place.path}`))
    .join(", ");
};

const record = (provider: AnyProvider) => {
  const { id, name, docs, checked, scheme, credential, deadlineSeconds, retries, handshakes = [] } = provider;
  return {
    id,
    name,
    docs,
    checked,
    kind: scheme.kind,
    signature: placesOf(provider) || undefined,
    signsBody: scheme.covers.body,
    credential: { takes: scheme.credential, ...credential },
    deadlineSeconds,
    retries,
    handshakes: handshakes.map(({ method, check }) => ({ method, check })),
    samples: SAMPLES[id]?.events ?? [],
  };
};

const days = (seconds: number) =>
  seconds % 86_400 ? `${Math.round(seconds / 360) / 10} hours` : `${seconds / 86_400} days`;

/** One provider, a fact on each line. */
function page(provider: AnyProvider, io: Io): string {
  const { id, name, docs, checked, scheme, credential, deadlineSeconds, retries, handshakes } = provider;
  const facts: (readonly [string, string | undefined])[] = [
    ["import", `hookonce/providers/${id}`],
    ["proof", scheme.kind],
    ["signature", placesOf(provider) || undefined],
    ["signs the body", scheme.covers.body ? "yes" : "no: do not trust it alone"],
    ["credential", credential && `${credential.name}, usually in ${credential.env}`],
    ["found at", credential?.where],
    ["answer within", deadlineSeconds === undefined ? undefined : `${deadlineSeconds} seconds`],
    ["retries", retries === "none" ? "never" : retries && `for ${days(retries.windowSeconds)}`],
    ["handshakes", handshakes?.map(({ method, check }) => `${method}, check: ${check}`).join("; ")],
    ["sample events", SAMPLES[id]?.events.join(", ")],
    ["described at", docs],
    ["checked", checked],
  ];
  const lines = facts.filter(([, value]) => value).map(([what, value]) => `  ${what.padEnd(16)}${value}`);
  return [io.paint("bold", name), ...lines].join("\n");
}

async function run(args: Args, io: Io): Promise<number> {
  const [wanted = ""] = args.positionals;
  const ids = providerIds();
  const all = await Promise.all(ids.map(loadProvider));
  const exact = all.find(({ id }) => id === wanted);
  const word = wanted.toLowerCase();
  const found = exact ? [exact] : all.filter(({ id, name }) => `${id} ${name.toLowerCase()}`.includes(word));
  if (!found.length) throw new Failure("No provider has that in its id or name.");
  if (isSet(args, "json")) io.json(exact ? record(exact) : found.map(record));
  else if (exact) io.out(page(exact, io));
  else {
    const width = Math.max(...found.map(({ id }) => id.length)) + 2;
    for (const { id, name, credential } of found)
      io.out(`${id.padEnd(width)}${name}${credential ? io.paint("dim", `  ${credential.env}`) : ""}`);
    io.err(`${found.length} providers`);
  }
  return EXIT.fine;
}

/** Lists providers, and shows one. */
export const providers: Command = {
  name: "providers",
  usage: "[<id> or part of a name]",
  about: "lists the providers that are known, or shows one",
  positionals: [0, 1],
  examples: [
    ["hookonce providers", "all of them"],
    ["hookonce providers stripe", "what is known about Stripe"],
    ["hookonce providers git", "those with git in their name"],
  ],
  options: {},
  run,
};
