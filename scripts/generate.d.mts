export declare function withExports(manifest: string, ids: readonly string[]): string;
export declare function withBlock(page: string, name: string, text: string): string;
export declare function expected(base?: string): Promise<Map<string, string | undefined>>;
export declare function stale(base?: string): Promise<Map<string, string | undefined>>;
export declare function generate(base?: string): Promise<string[]>;
