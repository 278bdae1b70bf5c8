import type { Random } from "./random.mjs";

export declare function replay(
  site: { readonly store: object; lapse(): Promise<void> | void },
  paths: number,
  random: Random,
): Promise<{ readonly paths: number; readonly answers: number; readonly differences: readonly string[] }>;
