interface Shipped {
  readonly specifier: string;
  readonly name: string;
  readonly provider: { readonly id: string };
}
interface Entry {
  readonly specifier: string;
  readonly types: string;
  readonly built: string;
  readonly source: string;
}
export const pages: readonly string[];
export function fill(text: string, modules: readonly Shipped[]): string;
export function missingMarks(text: string, marks: readonly string[]): string[];
export function loadProviders(load: (entry: Entry) => Promise<object>): Promise<Shipped[]>;
