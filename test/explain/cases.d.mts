import type { AnyProvider } from "hookonce";
import type { ExplainOptions } from "hookonce/explain";

/** One delivery of the corpus, or a forged one. */
export interface Case {
  readonly name: string;
  /** The file it stands in. */
  readonly family: string;
  readonly cause: string;
  readonly provider: string;
  readonly secret?: string;
  readonly secrets?: readonly { readonly id: string; readonly value: string }[];
  readonly secret_base64?: string;
  readonly publicKey?: string;
  readonly otherSecrets?: readonly (string | { readonly id: string; readonly value: string })[];
  readonly headers: Readonly<Record<string, string>> | readonly string[];
  readonly url?: string;
  readonly body_base64?: string;
  readonly parsedBody?: unknown;
  readonly now: number;
}

export const corpus: readonly Case[];
export function optionsOf(
  one: Omit<Case, "family" | "cause">,
  load: (id: string) => Promise<AnyProvider>,
): Promise<ExplainOptions<AnyProvider>>;
export function forgeries(count: number, seed: number): readonly Omit<Case, "family" | "cause">[];
