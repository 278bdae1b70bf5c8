import { is } from "./expect.js";
import type { Check } from "./trial.js";

const long = "x".repeat(90);

// [what is special about them, endings of keys that must stay apart]
export const KEYS: readonly (readonly [name: string, endings: readonly string[]])[] = [
  ["differ in case", [":evt_Ab", ":evt_aB", ":EVT_AB"]],
  ["begin alike", ["", ":", ":a", ":ab"]],
  [
    "differ in the last character of a digest",
    [":~47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU", ":~47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFV"],
  ],
  ["are as long as a key may be", [`${long}1`, `${long}2`]],
  ["differ in where their colons stand", [":a:bc", ":ab:c", ":abc", "::abc"]],
  ["differ in - and _", [":a-b", ":a_b", ":a--b", ":a__b"]],
  ["hold wildcards", [":*", ":?", ":%", ":_", ":[a]", ":a"]],
  [
    "hold quotes, SQL and script",
    [":'; drop table x; --", ':"', ":`", ":\\", ":]] return 1 --", ":$1", ":@a", ":#{a}"],
  ],
  ["hold the braces of a cluster tag", [":{a}b", ":{a}c", ":{}", ":{", ":}"]],
  ["are not ASCII", [":é", ":e\u0301", ":e", ":😀", ":😁", ":ß", ":ss"]],
  ["differ in white space", [":a", ":a ", ": a", ":a\t", ":a\n"]],
];

/** Keys are bytes: what differs is another event, and what is the same is the same one. */
export const keyChecks: readonly Check[] = KEYS.map(([name, endings]) => [
  `keys that ${name} are events of their own`,
  async ({ begin, claim, forget, newKey }) => {
    const base = newKey();
    const keys = endings.map((ending) => base + ending);
    const runs = await Promise.all(keys.map((key) => begin({ key })));
    for (const [index, run] of runs.entries()) {
      is(await run.complete(), true, `${run.key} is the run's own.`);
      for (const [other, key] of keys.entries()) {
        const state = other <= index ? "done" : "running";
        is((await claim({ key })).state, state, `${key} is not ${run.key}, unless it is the same.`);
      }
    }
    const [first = base] = keys;
    is(await forget({ key: first }), true, "The event was finished.");
    for (const key of keys.slice(1)) is((await claim({ key })).state, "done", `${key} is not ${first}.`);
  },
]);
