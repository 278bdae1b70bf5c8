import { type Args, textOf } from "./command.js";
import { UsageError } from "./failure.js";

/** An option that is a whole number within limits. */
export function countOf(args: Args, name: string, usual: number, most: number): number {
  const text = textOf(args, name);
  if (text === undefined) return usual;
  const count = Number(text);
  if (/^[1-9]\d{0,8}$/.test(text) && count <= most) return count;
  throw new UsageError(`--${name} is a whole number from 1 to ${most}.`);
}

/** A moment: Unix seconds, Unix milliseconds, or ISO 8601. */
export function momentOf(args: Args, name: string): number | undefined {
  const text = textOf(args, name);
  if (text === undefined) return;
  const number = /^\d{1,11}$/.test(text) ? Number(text) * 1000 : /^\d{12,14}$/.test(text) ? Number(text) : Number.NaN;
  const ms = Number.isNaN(number) ? Date.parse(text) : number;
  if (!Number.isNaN(ms)) return ms;
  throw new UsageError(`--${name} is a time: seconds since 1970, or like 2026-11-03T10:00:00Z.`);
}
