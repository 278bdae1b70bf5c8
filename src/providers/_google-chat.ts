import { WebhookError } from "../core/errors.js";
import type { KeySource } from "../core/schemes/scheme.js";
import { guardedFetch } from "../keys/guarded-fetch.js";
import { createKeyCache, type ReadThrough } from "../keys/key-cache.js";
import { type KeySet, readKeys } from "../keys/read-keys.js";

const ADDRESS = "https://www.googleapis.com/service_accounts/v1/jwk/chat@system.gserviceaccount.com";
const LIMITS = { entries: 1, inFlight: 1, freshMs: 3_600_000, staleMs: 86_400_000, pauseMs: 30_000 };

/** What one `fetch` brought says nothing about another one. */
const caches = /* @__PURE__ */ new WeakMap<typeof fetch, ReadThrough<KeySet>>();

/** The keys of Chat's own service account. */
export const chatKeys: KeySource = async ({ keyId }, { fetch: send = fetch, clock = Date.now }) => {
  const cache = caches.get(send) ?? createKeyCache<KeySet>(LIMITS);
  caches.set(send, cache);
  const load = async () => {
    const set = readKeys(await guardedFetch(ADDRESS, { fetch: send }), "jwks");
    if (!set) throw new WebhookError("KEY_UNAVAILABLE", "What is published at the address of the key is no key.");
    return set;
  };
  const named = ({ keys }: KeySet) => keys.filter(({ id }) => id !== undefined && id === keyId);
  const [found, another] = named(await cache(ADDRESS, clock(), load, (set) => named(set).length > 0));
  if (!found || another) throw new WebhookError("KEY_UNKNOWN", "No key with that id is published.");
  return found.key;
};
