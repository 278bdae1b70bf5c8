import type { Io } from "./io.js";

/** One option of a command. */
export interface OptionSpec {
  readonly type: "string" | "boolean";
  /** What stands for its value in the help: `<file>`. */
  readonly value?: string;
  readonly multiple?: boolean;
  readonly about: string;
}

/** What was typed. Options that were not given are absent. */
export interface Args {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
}

/** One command of the tool. */
export interface Command {
  readonly name: string;
  /** What stands behind the name: `<url> --provider <id>`. */
  readonly usage: string;
  readonly about: string;
  readonly examples: readonly (readonly [line: string, what: string])[];
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** How many positional arguments it takes. */
  readonly positionals: readonly [least: number, most: number];
  /** Gives the exit code. */
  run(args: Args, io: Io): Promise<number>;
}

/** Options that every command has. */
export const COMMON: Readonly<Record<string, OptionSpec>> = {
  json: { type: "boolean", about: "one JSON document on stdout, progress on stderr" },
  help: { type: "boolean", about: "this page" },
};

export const textOf = ({ values }: Args, name: string): string | undefined => {
  const value = values[name];
  return typeof value === "string" ? value : undefined;
};

export const listOf = ({ values }: Args, name: string): readonly string[] => {
  const value = values[name];
  return Array.isArray(value) ? value : [];
};

export const isSet = ({ values }: Args, name: string): boolean => values[name] === true;
