import type { Figure } from "./report.mjs";

/** What `--json` writes. */
export interface Result {
  readonly date: string;
  readonly quick: boolean;
  readonly machine: string;
  readonly versions: { node: string; openssl: string; v8: string; peers: Readonly<Record<string, string>> };
  readonly parts: readonly {
    part: string;
    aims: readonly number[];
    figures: readonly Figure[];
    notes: readonly string[];
    seconds: number;
  }[];
}

export function page(results: readonly Result[]): string;
