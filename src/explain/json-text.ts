/** JSON with its numbers as they are written and its members in their order, so that it can be written again in another style. */
export type JsonNode =
  | { readonly text: string }
  | { readonly raw: string }
  | { readonly items: readonly JsonNode[] }
  | { readonly members: readonly (readonly [name: string, value: JsonNode])[] };

/** How JSON is written. */
export interface JsonStyle {
  /** One step of indentation; without it all stands on one line. */
  readonly indent?: string | undefined;
  readonly comma: string;
  readonly colon: string;
  readonly writeText: (text: string) => string;
  readonly order?: "sorted" | "integers-first" | "integers-last" | undefined;
  /** Whether `1.0` is written as JavaScript does, `1`. */
  readonly plainNumbers?: boolean | undefined;
}

const MAX_DEPTH = 200;
const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\]|\\.)*"/sy;
const RAW = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Reads JSON; nothing where it is none, or nested too deep. */
export function readJson(text: string): JsonNode | undefined {
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const [found] = pattern.exec(text) ?? [];
    if (found !== undefined) at += found.length;
    return found;
  };
  const skip = (character: string): boolean => {
    take(SPACE);
    if (text[at] !== character) return false;
    at++;
    return true;
  };
  const string = (): string => JSON.parse(take(STRING) as string) as string;

  function list<T>(end: string, one: () => T): T[] {
    const found: T[] = [];
    if (skip(end)) return found;
    do {
      take(SPACE);
      found.push(one());
    } while (skip(","));
    if (!skip(end)) throw new SyntaxError();
    return found;
  }

  function value(depth: number): JsonNode {
    if (depth > MAX_DEPTH) throw new SyntaxError();
    take(SPACE);
    if (text[at] === '"') return { text: string() };
    if (skip("[")) return { items: list("]", () => value(depth + 1)) };
    if (skip("{")) {
      const member = (): [string, JsonNode] => {
        const name = string();
        if (!skip(":")) throw new SyntaxError();
        return [name, value(depth + 1)];
      };
      return { members: list("}", member) };
    }
    const raw = take(RAW);
    if (raw === undefined) throw new SyntaxError();
    return { raw };
  }

  try {
    const node = value(0);
    take(SPACE);
    return at === text.length ? node : undefined;
  } catch {
    return;
  }
}

const isInteger = (name: string) => /^(0|[1-9]\d{0,9})$/.test(name);

/** Members in another order: parsers of JavaScript put names that are integers first, others sort. */
function ordered<T extends readonly [string, unknown]>(members: readonly T[], order: JsonStyle["order"]): readonly T[] {
  if (!order) return members;
  if (order === "sorted") return [...members].sort(([a], [b]) => +(a > b) - +(a < b));
  const integers = members.filter(([name]) => isInteger(name));
  const others = members.filter(([name]) => !isInteger(name));
  if (order === "integers-last") return [...others, ...integers];
  return [...integers.sort(([a], [b]) => Number(a) - Number(b)), ...others];
}

/** Writes JSON in a style. */
export function writeJson(node: JsonNode, style: JsonStyle, depth = 0): string {
  const { indent, comma, colon, writeText, order, plainNumbers } = style;
  if ("text" in node) return writeText(node.text);
  if ("raw" in node) return plainNumbers && /^[-\d]/.test(node.raw) ? String(Number(node.raw)) : node.raw;
  const [open, close] = "items" in node ? "[]" : "{}";
  const parts =
    "items" in node
      ? node.items.map((item) => writeJson(item, style, depth + 1))
      : ordered(node.members, order).map(
          ([name, value]) => writeText(name) + colon + writeJson(value, style, depth + 1),
        );
  if (!parts.length) return `${open}${close}`;
  if (indent === undefined) return open + parts.join(comma) + close;
  const line = `\n${indent.repeat(depth + 1)}`;
  return `${open}${line}${parts.join(`,${line}`)}\n${indent.repeat(depth)}${close}`;
}
