import { WebhookConfigError, WebhookError } from "../core/errors.js";
import { freezeProvider } from "../core/provider.js";
import { jws } from "../core/schemes/jws.js";
import type { Jwk, KeySource, PublishedKey } from "../core/schemes/scheme.js";
import { fromBody, fromClaim, fromHeader } from "../core/sources.js";
import { createKeyCache, type ReadThrough } from "../keys/key-cache.js";

/** Options of Plaid, whose keys are given out to its customers only. */
export interface NeedsPlaidKeys {
  /**
   * Gives the key with that id, from `/webhook_verification_key/get`, whose answer has it as `key`. Throw when there is none,
   * or when its `expired_at` is set. It is asked once an hour for each id.
   */
  readonly keys: (keyId: string) => Promise<Jwk> | Jwk;
}

const LIMITS = { entries: 100, inFlight: 8, freshMs: 3_600_000, staleMs: 0, pauseMs: 30_000 };

/** By function, so that what one verifier fetched serves another one. */
const caches = /* @__PURE__ */ new WeakMap<NeedsPlaidKeys["keys"], ReadThrough<PublishedKey>>();

/** The user's function as a source, behind a cache: ids come from whoever sends, and each would be a request to Plaid. */
function keysFrom({ keys }: NeedsPlaidKeys): KeySource {
  if (typeof keys !== "function") {
    throw new WebhookConfigError("OPTION_INVALID", "keys is a function that gives Plaid's key by its id.");
  }
  const cache = caches.get(keys) ?? createKeyCache<PublishedKey>(LIMITS);
  caches.set(keys, cache);
  return async ({ keyId }, { clock = Date.now }) => {
    if (keyId === undefined) throw new WebhookError("KEY_UNKNOWN", "The token names no key.");
    return cache(keyId, clock(), async () => ({ jwk: await keys(keyId) }));
  };
}

/**
 * Plaid. The token in the header holds the hash of the body and the time, which may be 5 minutes old. Its key is fetched by id
 * with your credentials (option `keys`). Plaid gives no id of an event: it is known by its body and the time of its token.
 * Checked 2026-11 against documentation.
 * @remarks
 * - Two events may have the same body (`SYNC_UPDATES_AVAILABLE` of one item): what tells them apart is the time.
 * - Bodies are indented with two spaces: one that was parsed and written anew has another hash.
 * @see https://plaid.com/docs/api/webhooks/webhook-verification/
 */
export const plaid = freezeProvider({
  id: "plaid",
  name: "Plaid",
  docs: "https://plaid.com/docs/api/webhooks/webhook-verification/",
  checked: "2026-11",
  scheme: jws({
    algorithm: "ES256",
    token: fromHeader("plaid-verification"),
    /** Those of the option `keys`. */
    keysFrom,
    time: "iat",
    binds: [{ claim: "request_body_sha256", of: "body", hash: "sha256", encoding: "hex" }],
  }),
  toleranceSeconds: 300,
  eventType: fromBody("webhook_code"),
  keyAlso: [fromClaim("iat")],
  credential: {
    name: "client id and secret",
    env: "PLAID_SECRET",
    where: "dashboard → Developers → Keys; the option keys fetches with them from /webhook_verification_key/get",
  },
});
