import type { ProviderRecord } from "./catalogue.mjs";
import type { DocBlock, Shipped } from "./providers.mjs";

export declare const BEST_KNOWN: readonly string[];
export declare function proofOf(record: ProviderRecord): string;
export declare function uncoveredOf(record: ProviderRecord): string[];
export declare function pageOf(shipped: Shipped, doc: DocBlock, ids: readonly string[]): string;
export declare function indexOf(all: readonly Shipped[]): string;
export declare function readmeTable(all: readonly Shipped[]): string;
