import type { AnyProvider } from "../core/provider.js";
import { KNOWN_HEADERS } from "./known-headers.js";
import { headerOf, quoteName, signatureHeaders } from "./situation.js";
import type { Clue, Family, Idea, Situation } from "./types.js";

/** The credential in the words of another provider's option. */
function credentialFor(provider: AnyProvider, { options, otherSecrets }: Situation): Record<string, unknown> {
  const all = [options.secret, options.publicKey, otherSecrets].flat(2).filter((one) => one !== undefined);
  return { secret: undefined, publicKey: undefined, [provider.scheme.credential]: all };
}

/** Whether two providers are schemes of one sender: `hubspot` and `hubspot-v1`. */
export const isSibling = (one: string, other: string): boolean => one.split("-")[0] === other.split("-")[0];

/** Header names of other providers that came, each with their ids. */
export function foreignHeaders(situation: Situation): readonly (readonly [name: string, ids: readonly string[]])[] {
  const own = signatureHeaders(situation);
  return situation.headers.flatMap(([name]) => {
    const ids = Object.hasOwn(KNOWN_HEADERS, name) ? (KNOWN_HEADERS[name]?.split(" ") ?? []) : [];
    return ids.length && !own.includes(name) && !ids.includes(situation.provider.id) ? [[name, ids] as const] : [];
  });
}

/** Ids of providers in words: a few, and how many more. */
export const listIds = (ids: readonly string[]): string =>
  ids.slice(0, 3).join(", ") + (ids.length > 3 ? ` or ${ids.length - 3} more` : "");

export const otherProvider: Family = {
  *ideas(situation): Iterable<Idea> {
    for (const provider of situation.otherProviders) {
      if (provider?.id === situation.provider.id || typeof provider?.scheme?.check !== "function") continue;
      const evidence = `The signature holds as one of ${provider.name} (${provider.id}), not of ${situation.provider.name}.`;
      yield {
        reasons: [{ cause: "provider-wrong", evidence }],
        change: { provider, options: credentialFor(provider, situation) },
      };
    }
  },

  *clues(situation): Iterable<Clue> {
    if (signatureHeaders(situation).some((name) => headerOf(situation, name))) return;
    for (const [name, ids] of foreignHeaders(situation)) {
      if (ids.some((id) => isSibling(id, situation.provider.id))) continue;
      const evidence = `The header ${quoteName(name)} came, which is the signature of ${listIds(ids)}.`;
      yield { cause: "provider-wrong", certainty: "likely", weight: 89, evidence };
    }
  },
};
