import { atPath } from "../core/sources.js";
import { KNOWN_PREFIXES } from "./known-headers.js";
import { isSibling, listIds } from "./other-provider.js";
import { prefixesOf } from "./secret-forms.js";
import { givenOf, jsonOf, textOf } from "./situation.js";
import type { Clue, Situation } from "./types.js";

const likely = (cause: Clue["cause"], weight: number, evidence: string): Clue => ({
  cause,
  certainty: "likely",
  weight,
  evidence,
});

const UNEXPANDED =
  /^(\$\{?\w+\}?|\$\{\{.*\}\}|\{\{.*\}\}|%\w+%|\$\(.*\)|(process\.env|import\.meta\.env|env|secrets)\.\w+)$/;
const PLACEHOLDER =
  /^(<.*>|.*(\.\.\.|…)|(whsec_)?(x{3,}|your[-_ ].*|(change|replace)[-_ ]?me|placeholder|todo|secret))$/i;

/** A credential of another kind, by how it begins. The prefix is the only thing that is quoted. */
function foreignPrefix(text: string, situation: Situation): readonly [string, string] | undefined {
  const { provider } = situation;
  const { secret } = (provider.scheme.data ?? {}) as { secret?: { refuse?: readonly string[] } };
  const own = secret?.refuse?.find((prefix) => text.startsWith(prefix));
  if (own) return [own, provider.id];
  if (text.startsWith("-----BEGIN")) return ["-----BEGIN", "a key pair"];
  if (prefixesOf(provider).some((prefix) => text.startsWith(prefix))) return;
  // Short prefixes are found in secrets that are mere chance.
  const [found] = Object.keys(KNOWN_PREFIXES)
    .filter((prefix) => prefix.length > 2 && text.startsWith(prefix))
    .sort((a, b) => b.length - a.length);
  return found ? [found, listIds(KNOWN_PREFIXES[found]?.split(" ") ?? [])] : undefined;
}

/** What the secret itself shows. */
function* textClues(text: string, situation: Situation): Iterable<Clue> {
  const refused = situation.configCode !== undefined;
  if (UNEXPANDED.test(text.trim())) {
    return yield likely("secret-unexpanded", 98, "The secret is the name of a variable, not its value.");
  }
  if (/^(undefined|null|nan|\[object \w+\])$/i.test(text.trim())) {
    return yield likely("secret-missing", 97, "The secret is the text of nothing: a variable is not set.");
  }
  if (PLACEHOLDER.test(text.trim())) {
    return yield likely("secret-placeholder", 96, "The secret is a placeholder of an example.");
  }
  const foreign = foreignPrefix(unquoted(text), situation);
  if (
    foreign &&
    (refused || !isSibling(foreign[1], situation.provider.id) || situation.code === "SIGNATURE_MISMATCH")
  ) {
    const evidence = `The secret begins with ${foreign[0]}, like another credential (${foreign[1]}).`;
    yield likely("secret-wrong-class", 94, evidence);
  }
  if (text.trim() !== text) yield likely("secret-whitespace", 92, "The secret has white space around it.");
  if (/^(["'`]).*\1$/s.test(text.trim())) yield likely("secret-quotes", 91, "The secret has quotes around it.");
  if (/^[A-Z][A-Z0-9_]+=/.test(text)) {
    yield likely("secret-assignment", 90, "The secret begins with the name of a variable.");
  }
  if (/\S\s*[\n,;|]\s*\S/.test(text.trim()) && !text.includes("-----")) {
    yield likely("secret-joined", 50, "The secret looks like several, joined to one text.");
  }
}

const unquoted = (text: string) => text.trim().replace(/^(["'`])(.*)\1$/s, "$2");

/** What the credential shows by itself, without proof. */
export function* secretClues(situation: Situation): Iterable<Clue> {
  const { provider, options, configCode, code } = situation;
  const { credential } = provider.scheme;
  if (configCode === "CREDENTIAL_MISMATCH") {
    const due =
      credential === "basic" ? "user name and password" : credential === "publicKey" ? "a public key" : "a secret";
    yield likely("secret-wrong-class", 99, `${provider.name} is verified with ${due}; something else was given.`);
    return;
  }
  const inputs = credential === "basic" ? [options.username, options.password] : givenOf(options[credential]);
  const values = inputs.map((one) => (credential === "basic" ? one : (one as { value: unknown }).value));
  const set = values.filter((value) => value !== undefined && value !== null && String(value).trim() !== "");
  if (credential !== "none" && (!set.length || configCode === "SECRET_MISSING")) {
    yield likely("secret-missing", 100, "There is no secret: it is unset or blank in this process.");
  }
  for (const value of set) if (typeof value === "string") yield* textClues(value, situation);
  if (configCode === "PUBLIC_KEY_UNUSABLE") {
    yield likely("key-unusable", 88, "The public key cannot be read in the form that is due.");
  } else if (configCode === "SECRET_UNUSABLE") {
    yield likely("secret-decoding", 60, "The secret is not in the encoding that is due.");
  }
  if (configCode === undefined && (code === "SIGNATURE_MISMATCH" || code === "KEY_UNKNOWN")) {
    yield { cause: "secret-wrong", certainty: "possible", weight: 15, evidence: modeEvidence(situation) };
    const evidence = "Whoever does not know the secret gets here as well.";
    yield { cause: "forged", certainty: "possible", weight: 1, evidence };
  }
}

/** Stripe and others say in each event which mode it is of. */
function modeEvidence({ body, provider }: Situation): string {
  const value = body.length < 1 << 20 ? jsonOf(textOf(body)) : undefined;
  const live: unknown = atPath(value, "livemode");
  const tried = "Nothing that is usually done to a body makes the signature hold with this secret.";
  if (typeof live !== "boolean") return tried;
  return `${tried} The delivery says that it is of ${live ? "live" : "test"} mode: is the secret of ${provider.name}'s ${live ? "live" : "test"} mode?`;
}
