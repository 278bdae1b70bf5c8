export declare function objection(id: string | undefined, existing: readonly string[]): string | undefined;
export declare function sourceOf(id: string, month: string): string;
export declare function vectorsOf(id: string): string;
