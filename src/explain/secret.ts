import { secretClues } from "./secret-clues.js";
import { guessesOf } from "./secret-forms.js";
import { type Given, givenOf } from "./situation.js";
import type { Family, Idea, Situation } from "./types.js";

/** A secret in words: its id, or its place in the list. */
const nameOf = ({ id }: Given, at: number, whole: readonly unknown[]) => {
  if (id !== undefined && /^[\w.:@ -]{1,64}$/.test(id)) return `"${id}"`;
  return whole.length > 1 ? `number ${at + 1} of ${whole.length}` : "";
};

/** User name and password. */
function* basicIdeas({ options }: Situation): Iterable<Idea> {
  const { username, password } = options;
  if (typeof username !== "string" || typeof password !== "string") return;
  const pairs = [
    ["secret-whitespace", "without the white space around them", username.trim(), password.trim()],
    ["secret-quotes", "without the quotes around them", unquoted(username), unquoted(password)],
    ["secret-swapped", "swapped", password, username],
    ["secret-whitespace", "with a line break behind the password, as the sender has it", username, `${password}\n`],
  ] as const;
  for (const [cause, how, user, pass] of pairs) {
    if (user === username && pass === password) continue;
    const evidence = `User name and password fit ${how}.`;
    yield { reasons: [{ cause, evidence }], change: { options: { username: user, password: pass } } };
  }
}

const unquoted = (text: string) => text.trim().replace(/^(["'])(.*)\1$/s, "$2");

function* ideas(situation: Situation): Iterable<Idea> {
  const { provider, options, otherSecrets } = situation;
  const { credential } = provider.scheme;
  if (credential === "basic") return yield* basicIdeas(situation);
  if (credential === "none") return;
  const what = credential === "publicKey" ? "key" : "secret";
  const given = givenOf(options[credential]);
  for (const [i, one] of given.entries()) {
    if (!one.notAfter) continue;
    const evidence = `The signature holds for the ${what} ${nameOf(one, i, given)}, which is past its notAfter.`;
    yield { reasons: [{ cause: "secret-expired", evidence }], change: { options: { [credential]: one.value } } };
  }
  for (const [i, one] of otherSecrets.entries()) {
    const [other] = givenOf(one) as [Given];
    if (other.value === undefined) continue;
    const name = nameOf(other, i, otherSecrets);
    const evidence = `The signature holds for another ${what} of those given${name && `: ${name}`}.`;
    yield { reasons: [{ cause: "secret-other", evidence }], change: { options: { [credential]: other.value } } };
  }
  for (const [i, one] of given.entries()) {
    if (typeof one.value !== "string" && !(one.value instanceof Uint8Array)) continue;
    const name = nameOf(one, i, given);
    for (const { cause, value, how } of guessesOf(one.value, provider)) {
      const evidence = `The signature holds for the ${what}${name && ` ${name}`} ${how}.`;
      yield { reasons: [{ cause, evidence }], change: { options: { [credential]: value } } };
    }
  }
}

export const secret: Family = { ideas, clues: secretClues };
