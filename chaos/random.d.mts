export interface Random {
  next(): number;
  below(limit: number): number;
  pick<T>(list: readonly T[]): T;
  shuffle<T>(list: readonly T[]): T[];
}
export declare function createRandom(seed: number): Random;
