import type { PostgresRows } from "./_postgres-shapes.js";

/** A row by its columns. */
export type Row = Readonly<Record<string, unknown>>;

/** A statement whose values are still to be put in: `:key`, `:retain` and so on. */
export interface Statement {
  readonly text: string;
  readonly values: Readonly<Record<string, string | number>>;
}

export const rowsOf = (result: PostgresRows): readonly Row[] =>
  ("rows" in result ? result.rows : result) as readonly Row[];

/** A statement as a client takes it. */
interface Compiled {
  readonly text: string;
  /** The places in the order of their numbers. */
  readonly places: readonly string[];
  /** A prepared statement's name: planning takes longer than running. */
  readonly name: string;
}

const compiled = new Map<string, Compiled>();

/** Numbers the places; each says its type, because some clients send none along. All places of a text keep their types. */
export function compile({ text, values }: Statement): Compiled {
  let found = compiled.get(text);
  if (!found) {
    const places: string[] = [];
    const numbered = text.replace(/(?<!:):([a-z]+)/g, (_all, place: string) => {
      if (!places.includes(place)) places.push(place);
      return `$${places.indexOf(place) + 1}::${typeOf(values[place])}`;
    });
    found = { text: numbered, places, name: `hookonce_${compiled.size + 1}` };
    compiled.set(text, found);
  }
  return found;
}

export const typeOf = (value: unknown) => (typeof value === "number" ? "float8" : "text");

export const valuesOf = ({ places }: Compiled, { values }: Statement) =>
  places.map((place) => values[place] as string | number);

/** A value written out. What could need quoting goes as hex. */
export function literal(value: string | number): string {
  if (typeof value === "number") return `${value}::float8`;
  if (/^[\w:~-]*$/.test(value)) return `'${value}'`;
  const hex = Array.from(new TextEncoder().encode(value), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `convert_from(decode('${hex}', 'hex'), 'UTF8')`;
}

interface Coded {
  readonly code?: unknown;
  readonly cause?: { readonly code?: unknown };
}

/** The SQLSTATE of an error, or of the one that it wraps: Drizzle throws an error of its own. */
export const codeOf = (error: unknown) => {
  const { code, cause } = (error ?? {}) as Coded;
  return String(code ?? cause?.code);
};

/** 26000 and 42P05: a pooler handed over a connection that has other statements prepared. */
export const isUnprepared = (error: unknown) => /^(26000|42P05)$/.test(codeOf(error));

/** 40001 and 40P01: a simultaneous transaction got in the way. */
export const isConflict = (error: unknown) => /^40(001|P01)$/.test(codeOf(error)) || isUnprepared(error);

/**
 * What may be the fault of one key among many, or of those who hold it: bad data, a constraint, a conflict, no room, a limit, a
 * lock or a time-out. The statement has done nothing then.
 */
export const mayBeOfOne = (error: unknown) => /^(2[23]|40|5[45])...$|^53[12]00$|^57014$/.test(codeOf(error));
