import { hmac } from "../core/schemes/hmac.js";
import type { HashSchemeData } from "../core/schemes/scheme.js";
import type { Hash } from "../crypto/types.js";
import type { Cause } from "./causes.js";
import { headerClues } from "./header-clues.js";
import { neighbours, olderHeaders } from "./header-names.js";
import { bytesOfAny, cleaned, type HeaderGuess, rewrittenHeader } from "./header-text.js";
import { foreignHeaders, isSibling, listIds } from "./other-provider.js";
import { fieldHeaders, headersOf, quoteName, signatureHeaders, withHeaders } from "./situation.js";
import type { Change, Family, Idea, Situation } from "./types.js";

const HASHES: readonly Hash[] = ["sha256", "sha1", "sha512", "sha384"];
const SIZES: Readonly<Record<Hash, number>> = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 };

const idea = (cause: Cause, evidence: string, change: Change): Idea => ({ reasons: [{ cause, evidence }], change });

/** The header of another name in its own place. */
function* renamed(situation: Situation): Iterable<Idea> {
  const wanted = [...signatureHeaders(situation).slice(0, 1), ...fieldHeaders(situation).map(([, name]) => name)];
  const missing = wanted.filter((name) => !headersOf(situation, name).length);
  if (!missing.length) return;
  for (const found of neighbours(situation, missing)) {
    const names = Object.values(found).map(([name]) => name);
    const [foreign] = foreignHeaders(situation).filter(([name]) => names.includes(name));
    const set = Object.fromEntries(Object.entries(found).map(([name, [, value]]) => [name, value]));
    const change = { headers: withHeaders(situation, set) };
    const [own, [other]] = Object.entries(found)[0] as [string, readonly [string, string]];
    if (foreign && !isSibling(foreign[1][0] as string, situation.provider.id)) {
      const evidence = `The signature holds as it stands in ${quoteName(foreign[0])}, the header of ${listIds(foreign[1])}.`;
      yield idea("provider-wrong", evidence, change);
    } else {
      const evidence = `The signature holds for ${quoteName(other)} in place of ${own}, which is missing.`;
      yield idea("header-renamed", evidence, change);
    }
  }
}

/** One of several values of a header. */
function* single(situation: Situation): Iterable<Idea> {
  const names = [...signatureHeaders(situation), ...fieldHeaders(situation).map(([, name]) => name)];
  const several = names.flatMap((name) => {
    const values = headersOf(situation, name);
    const parts = values.length > 1 ? values : (values[0]?.split(", ") ?? []);
    return parts.length > 1 ? [[name, parts] as const] : [];
  });
  const most = Math.max(0, ...several.map(([, parts]) => parts.length));
  for (let i = 0; i < Math.min(most, 8); i++) {
    const set = Object.fromEntries(several.map(([name, parts]) => [name, parts[Math.min(i, parts.length - 1)] ?? ""]));
    const evidence = `The signature holds for value ${i + 1} of the ${most} that came in ${several[0]?.[0]}.`;
    yield idea("header-doubled", evidence, { headers: withHeaders(situation, set) });
  }
}

/** The text of the header as it may have been. */
function* rewritten(situation: Situation): Iterable<Idea> {
  const { data } = situation.provider.scheme;
  for (const name of signatureHeaders(situation).slice(0, 3)) {
    const [text] = headersOf(situation, name);
    if (text === undefined || text.length > 4096) continue;
    const guesses: HeaderGuess[] = [...cleaned(text)];
    const format = data?.format ?? "{signature}";
    const trimmed = text.trim().replace(/^(["'])(.*)\1$/s, "$2");
    if (data) guesses.push(...rewrittenHeader(trimmed, format, data.encoding));
    else for (const due of ["base64", "hex"] as const) guesses.push(...rewrittenHeader(trimmed, format, due));
    for (const { cause, text: other, how } of guesses) {
      if (other === text) continue;
      yield idea(cause, `The signature holds for the header ${how}.`, {
        headers: withHeaders(situation, { [name]: other }),
      });
    }
  }
  const fields = fieldHeaders(situation).map(([, name]) => name);
  const set: Record<string, string> = {};
  for (const name of [...signatureHeaders(situation), ...fields]) {
    const [text] = headersOf(situation, name);
    const clean = text?.trim().replace(/^(["'])(.*)\1$/s, "$2");
    if (clean !== undefined && clean !== text) set[name] = clean;
  }
  if (Object.keys(set).length) {
    const evidence = "The signature holds for the headers without quotes and white space around them.";
    yield idea("header-altered", evidence, { headers: withHeaders(situation, set) });
  }
}

/** The same scheme with another hash, in its own header or in that of an older scheme. */
function* hashed(situation: Situation): Iterable<Idea> {
  const { provider } = situation;
  const { data, kind } = provider.scheme;
  const own = signatureHeaders(situation)[0];
  if (kind !== "hmac" || !data || !own || provider.scheme.configure) return;
  const sources: (readonly [name: string, cause: Cause])[] = [
    [own, "algorithm-other"],
    ...(headersOf(situation, own).length ? [] : olderHeaders(situation)).map((name) => [name, "scheme-older"] as const),
  ];
  for (const [name, cause] of sources) {
    const [text = ""] = headersOf(situation, name);
    const core = text.match(/[\w+/-]{20,}={0,2}(?=[^\w+/-]*$)/)?.[0] ?? "";
    const size = bytesOfAny(core)?.bytes.length;
    for (const hash of HASHES) {
      if (size !== SIZES[hash] || (hash === (data as HashSchemeData).hash && name === own)) continue;
      const scheme = hmac({ ...(data as HashSchemeData), hash });
      const other = { ...provider, scheme };
      const texts = name === own ? [text] : [];
      texts.push(...[...rewrittenHeader(text, data.format, data.encoding)].map((guess) => guess.text));
      for (const one of texts) {
        const evidence =
          name === own
            ? `The signature holds as HMAC with ${hash}, which is not the hash of this provider.`
            : `The signature holds as HMAC with ${hash} in ${name}; ${own} of the newer scheme is missing.`;
        yield idea(cause, evidence, { provider: other, headers: withHeaders(situation, { [own]: one }) });
      }
    }
  }
}

function* ideas(situation: Situation): Iterable<Idea> {
  yield* renamed(situation);
  yield* single(situation);
  yield* rewritten(situation);
  yield* hashed(situation);
}

export const header: Family = { ideas, clues: headerClues };
