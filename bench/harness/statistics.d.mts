export function percentile(list: readonly number[], share: number): number;
export function median(list: readonly number[]): number;
export function compare(
  of: readonly number[],
  to: readonly number[],
): { quiet: number; median: number; low: number; high: number };
