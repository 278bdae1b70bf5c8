import { neighbours, olderHeaders } from "./header-names.js";
import { bytesOfAny } from "./header-text.js";
import { foreignHeaders, isSibling, listIds } from "./other-provider.js";
import { companionHeaders, fieldHeaders, headersOf, quoteName, signatureHeaders } from "./situation.js";
import type { Clue, Situation } from "./types.js";

const HASH_OF: Readonly<Record<number, string>> = {
  16: "MD5",
  20: "SHA-1",
  32: "SHA-256",
  48: "SHA-384",
  64: "SHA-512",
};
const SIZE_OF: Readonly<Record<string, number>> = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 };

const likely = (cause: Clue["cause"], weight: number, evidence: string): Clue => ({
  cause,
  certainty: "likely",
  weight,
  evidence,
});

/** Headers that should have come. */
function* missingClues(situation: Situation): Iterable<Clue> {
  const { provider } = situation;
  const own = signatureHeaders(situation);
  const fields = fieldHeaders(situation).map(([, name]) => name);
  const came = (name: string) => headersOf(situation, name).some(Boolean);
  const missing = [...(own.some(came) ? [] : own.slice(0, 1)), ...fields.filter((name) => !came(name))];
  const [first] = missing;
  if (!first) return;
  const older = olderHeaders(situation);
  const siblings = foreignHeaders(situation).filter(([, ids]) => ids.some((id) => isSibling(id, provider.id)));
  const [sibling] = siblings;
  if (sibling) {
    const evidence = `${quoteName(sibling[0])} came, the header of ${listIds(sibling[1])}, but not ${first}.`;
    yield likely("scheme-older", 86, evidence);
  } else if (older[0] && !own.some(came)) {
    yield likely("scheme-older", 85, `${quoteName(older[0])} came, but not ${first} of the newer scheme.`);
  }
  const [found] = neighbours(situation, missing);
  const [pair] = Object.entries(found ?? {});
  if (pair) {
    const foreign = foreignHeaders(situation).some(([name]) => name === pair[1][0]);
    const evidence = `${quoteName(pair[1][0])} came, but not ${pair[0]}.`;
    yield likely("header-renamed", foreign ? 60 : 82, evidence);
  }
  const beside = [...own, ...fields, ...companionHeaders(situation)].find(came);
  if (beside) {
    yield likely("header-dropped", 70, `${beside} came, but not ${first}.`);
  } else {
    yield likely("header-missing", 30, `Neither ${first} nor another header of ${provider.name} came.`);
  }
}

/** What is wrong with a header that came. */
function* textClues(situation: Situation): Iterable<Clue> {
  const { data } = situation.provider.scheme;
  const { hash } = (data ?? {}) as { hash?: string };
  const format = data?.format ?? "{signature}";
  for (const name of signatureHeaders(situation)) {
    const values = headersOf(situation, name);
    const [text] = values;
    if (text === undefined) continue;
    if (values.length > 1) yield likely("header-doubled", 80, `${name} came ${values.length} times.`);
    if (situation.code !== "SIGNATURE_MALFORMED") continue;
    if (/^\s|\s$|["'%\\]/.test(text)) {
      yield likely("header-altered", 60, `${name} has quotes, escapes, or white space around it.`);
    }
    const label = /^([\w-]*)[=,]?\{signature\}$/.exec(format.split(data?.separator ?? "\0").at(-1) ?? "")?.[1] ?? "";
    const others = [...text.matchAll(/(?:^|[\s,;])(v\d[a-z]?|sha\d+|h\d)[=,]/g)].map(([, one]) => one);
    if (label && others.length && !others.includes(label)) {
      yield likely("scheme-older", 75, `${name} has ${others.slice(0, 3).join(", ")}, but no ${label}.`);
    }
    const core = text.match(/[\w+/-]{8,}={0,2}(?=[^\w+/-]*$)/)?.[0] ?? "";
    const read = bytesOfAny(core);
    const size = hash ? SIZE_OF[hash] : undefined;
    if (read && data && read.bytes.length === size) {
      if (read.encoding !== data.encoding) {
        yield likely("header-encoding", 65, `The signature is ${read.encoding}, where ${data.encoding} is due.`);
      } else yield likely("header-prefix", 55, `${name} does not have the format ${format}.`);
    } else if (read && size && HASH_OF[read.bytes.length]) {
      const sizes = `${read.bytes.length} bytes, as of ${HASH_OF[read.bytes.length]}, not ${size}`;
      yield likely("algorithm-other", 62, `The signature has ${sizes}.`);
    } else if (core && size) {
      const due = data?.encoding === "hex" ? size * 2 : 4 * Math.ceil(size / 3);
      if (core.length < due)
        yield likely("header-truncated", 58, `The signature has ${core.length} characters of ${due}.`);
    }
  }
}

/** What the headers show by themselves, without proof. */
export function* headerClues(situation: Situation): Iterable<Clue> {
  yield* missingClues(situation);
  yield* textClues(situation);
  if (situation.code === "KEY_UNAVAILABLE") {
    yield likely("key-unavailable", 50, "The public key could not be had, so that no signature was checked.");
  }
}
