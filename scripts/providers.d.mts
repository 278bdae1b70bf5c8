import type { AnyProvider } from "../src/index.js";
import type { ProviderRecord } from "./catalogue.mjs";

export interface Shipped {
  readonly id: string;
  /** The name it is exported by. */
  readonly name: string;
  readonly specifier: string;
  readonly provider: AnyProvider;
  readonly record: ProviderRecord;
}

/** The words about a provider that are no data. */
export interface DocBlock {
  readonly prose: string;
  readonly checked: string;
  readonly traps: readonly string[];
}

export declare function providerIds(base?: string): string[];
export declare function loadProviders(base?: string): Promise<Shipped[]>;
export declare function docBlockOf(source: string): DocBlock;
export declare function readSource(id: string, base?: string): string;
export declare function countVectors(id: string, base?: string): { official: number; published: number; own: number };
export declare function coveredBy(record: ProviderRecord): string[];
