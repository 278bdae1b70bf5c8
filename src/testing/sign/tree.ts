import { atPath } from "../../core/sources.js";

type Tree = Record<string, unknown>;

const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null;

/** Puts a value at a path of names and positions, where nothing else is in its way. Says whether it stands there now. */
export function putAt(tree: unknown, path: string, value: unknown): boolean {
  const names = path.split(".");
  const last = names.pop() as string;
  let at = tree;
  for (const [i, name] of names.entries()) {
    if (!isTree(at)) return false;
    if ((at[name] ?? undefined) === undefined) at[name] = /^\d+$/.test(names[i + 1] ?? last) ? [] : {};
    at = at[name];
  }
  if (!isTree(at) || (Array.isArray(at) && !/^\d+$/.test(last))) return false;
  at[last] = value;
  return true;
}

/** What stands at a path; nothing where it is `null`, as the receiver reads it. */
export const readAt = (tree: unknown, path: string): unknown => atPath(tree, path) ?? undefined;

/** A copy that nobody else holds, of what JSON can say. */
export const copyOf = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** The fields of a form: a list gives several of one name, and an object is written as JSON. */
export function toPairs(value: object): [name: string, value: string][] {
  return Object.entries(value).flatMap(([name, one]) =>
    [one].flat().map((each): [string, string] => [name, isTree(each) ? JSON.stringify(each) : String(each)]),
  );
}

/** Pairs as a query or a form has them. */
export const writePairs = (pairs: readonly (readonly [string, string])[]): string =>
  pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");
