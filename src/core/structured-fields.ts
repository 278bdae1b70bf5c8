import { decodeBase64 } from "../encoding/base64.js";

/** A bare item of RFC 8941 §3.3: text, number, boolean, or bytes. A token is kept as its text. */
export type BareItem = string | number | boolean | Uint8Array;

/** A member of a dictionary, with its text as it was sent: that text is what signatures cover. */
export interface Member {
  readonly value: BareItem | readonly Member[];
  readonly parameters: ReadonlyMap<string, BareItem>;
  readonly raw: string;
}

const KEY = /[a-z*][a-z0-9_.*-]*/y;
const BARE =
  /"((?:[ !#-[\]-~]|\\["\\])*)"|(-?\d{1,15})(?![\d.])|(-?\d{1,12}\.\d{1,3})(?!\d)|\?([01])|:([A-Za-z0-9+/=]*):|([A-Za-z*][!#-'*+.^_`|~\w:/-]*)/y;

/** More members, items or parameters than this are no signature. */
const MOST = 64;

/**
 * Reads a dictionary of structured fields. Only the one spelling that RFC 8941 §4.1 writes is read inside a member, so that its text
 * and its meaning are the same thing.
 * @returns `undefined` for anything else
 */
export function parseDictionary(text: string): ReadonlyMap<string, Member> | undefined {
  let at = 0;
  let failed = false;

  function take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = at;
    const found = pattern.exec(text) ?? undefined;
    if (found) at = pattern.lastIndex;
    return found;
  }
  const eat = (letter: string) => text[at] === letter && !!++at;

  function bare(): BareItem | undefined {
    const [, quoted, integer, decimal, boolean, bytes, token] = take(BARE) ?? [];
    if (quoted !== undefined) return quoted.replace(/\\(.)/g, "$1");
    if (integer !== undefined || decimal !== undefined) return Number(integer ?? decimal);
    if (boolean) return boolean === "1";
    return bytes === undefined ? token : decodeBase64(bytes);
  }

  function parameters(): ReadonlyMap<string, BareItem> {
    const found = new Map<string, BareItem>();
    while (eat(";")) {
      const name = take(KEY)?.[0];
      const value = eat("=") ? bare() : true;
      if (name === undefined || value === undefined || found.has(name) || found.size >= MOST) failed = true;
      else found.set(name, value);
      if (failed) break;
    }
    return found;
  }

  function item(): Member {
    const start = at;
    const value = bare();
    if (value === undefined) failed = true;
    return { value: value ?? "", parameters: parameters(), raw: text.slice(start, at) };
  }

  function innerList(): readonly Member[] {
    const items: Member[] = [];
    while (!failed && !eat(")")) {
      if (items.length && !eat(" ")) failed = true;
      else if (items.push(item()) > MOST) failed = true;
    }
    return items;
  }

  function member(): Member {
    const start = at;
    if (!eat("(")) return item();
    const value = innerList();
    return { value, parameters: parameters(), raw: text.slice(start, at) };
  }

  if (text.length > 8192) return;
  const members = new Map<string, Member>();
  while (!failed) {
    const name = take(KEY)?.[0];
    if (name === undefined || !eat("=") || members.has(name) || members.size >= MOST) return;
    members.set(name, member());
    if (failed) return;
    if (at === text.length) return members;
    if (!take(/[ \t]*,[ \t]*/y)) return;
  }
  return;
}
