import { readdirSync } from "node:fs";
import type { AnyProvider } from "../core/provider.js";
import { UsageError } from "./failure.js";

const FOLDER = new URL("../providers/", import.meta.url);

/** The ids of all providers that are shipped: the files of their folder, save those that several of them share. */
export const providerIds = (): readonly string[] => {
  const files = readdirSync(FOLDER).filter((file) => /^[a-z0-9-]+\.[jt]s$/.test(file));
  return [...new Set(files.map((file) => file.slice(0, -3)))].sort();
};

/** How many single changes lead from one word to another. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_none, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const change = (row[j - 1] as number) + +(one[i - 1] !== other[j - 1]);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[other.length] as number;
}

/** Ids that somebody may have meant. */
function similar(id: string, ids: readonly string[]): readonly string[] {
  const inside = ids.filter((one) => id.length > 2 && (one.includes(id) || id.includes(one)));
  const near = ids.filter((one) => distance(one, id) <= Math.max(1, Math.floor(id.length / 3)));
  return [...new Set([...near, ...inside])].slice(0, 5);
}

/**
 * A provider by its id. What is loaded is a name of our own list that equals the id, never a path.
 * @throws UsageError when there is none
 */
export async function loadProvider(id: string | undefined): Promise<AnyProvider> {
  if (!id) throw new UsageError("Say who sends: --provider stripe. All of them: hookonce providers.");
  const ids = providerIds();
  const found = ids.find((one) => one === id);
  if (!found) {
    const meant = /^[\w-]{1,64}$/.test(id) ? similar(id.toLowerCase(), ids) : [];
    const hint = meant.length ? ` Did you mean ${meant.join(", ")}?` : "";
    throw new UsageError(`There is no such provider.${hint} All of them: hookonce providers.`);
  }
  // By a variable: what stands in the call itself, the build would take for a list of files to put in here.
  const path = `../providers/${found}.js`;
  const module: Record<string, AnyProvider> = await import(path);
  return Object.values(module)[0] as AnyProvider;
}
