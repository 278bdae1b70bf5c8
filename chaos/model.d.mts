import type { Random } from "./random.mjs";

export interface Found {
  readonly states: number;
  readonly transitions: number;
  readonly fault?: string;
  readonly trace?: readonly string[];
}
export interface Bounds {
  readonly nodes: number;
  readonly deliveries: number;
  readonly lapses: number;
  readonly lost: number;
  readonly crashes: number;
  readonly failures: number;
  readonly beats: number;
}
export declare const BOUNDS: Bounds;
export declare function explore(options?: {
  readonly store?: object;
  readonly bounds?: Partial<Bounds>;
  readonly symmetric?: boolean;
}): Found;
export declare function randomPath(random: Random, bounds?: Bounds): object[];
