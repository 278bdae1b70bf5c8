export declare const root: string;
export declare const manifest: {
  readonly name: string;
  readonly version: string;
  readonly exports: Record<string, unknown>;
};
export declare const entries: readonly {
  readonly specifier: string;
  readonly types: string;
  readonly built: string;
  readonly source: string;
}[];
