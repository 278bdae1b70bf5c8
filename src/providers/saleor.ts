import { WebhookConfigError } from "../core/errors.js";
import { freezeProvider } from "../core/provider.js";
import { jws } from "../core/schemes/jws.js";
import type { KeySource } from "../core/schemes/scheme.js";
import { fromHeader } from "../core/sources.js";
import { remoteKeys } from "../keys/remote-keys.js";

/** Options of Saleor. */
export interface NeedsSaleorUrl {
  /** Address of your shop's API: `https://example.saleor.cloud/graphql/`. The keys are those of its host. */
  readonly apiUrl: string;
}

/** By origin, so that what one verifier fetched serves another one. */
const sources = /* @__PURE__ */ new Map<string, KeySource>();
const MAX_SOURCES = 100;

function keysFrom({ apiUrl }: NeedsSaleorUrl): KeySource {
  const [, origin] = (typeof apiUrl === "string" && apiUrl.match(/^(https:\/\/[a-z0-9.-]+\.[a-z]{2,24})(\/|$)/)) || [];
  if (!origin) {
    throw new WebhookConfigError("OPTION_INVALID", "apiUrl is like https://example.saleor.cloud/graphql/.");
  }
  const source = sources.get(origin) ?? remoteKeys({ url: `${origin}/.well-known/jwks.json`, form: "jwks" });
  if (sources.size >= MAX_SOURCES) sources.clear();
  sources.set(origin, source);
  return source;
}

/**
 * Saleor. A detached signature over the body, with a key that your shop publishes (option `apiUrl`). Nothing says when, and the
 * headers are not signed: another could give an event another name. Checked 2026-11 against documentation and SDK.
 * @remarks
 * - `Saleor-Api-Url` in a delivery says whatever its sender likes: it is not looked at.
 * - There is no id of an event: ask for `issuedAt` in the subscription, else two events with equal payloads are one.
 * - A webhook with a `secretKey` is signed in another way, which Saleor calls deprecated.
 * @see https://docs.saleor.io/developer/extending/webhooks/payload-signature
 */
export const saleor = freezeProvider({
  id: "saleor",
  name: "Saleor",
  docs: "https://docs.saleor.io/developer/extending/webhooks/payload-signature",
  checked: "2026-11",
  scheme: jws({
    algorithm: "RS256",
    token: fromHeader("saleor-signature"),
    detached: { of: "body", unencoded: true },
    /** Those of the shop that the option names. */
    keysFrom,
  }),
  eventType: fromHeader("saleor-event"),
  keyAlso: [fromHeader("saleor-event")],
  credential: {
    name: "address of the API",
    env: "SALEOR_API_URL",
    where: "the address of your shop's GraphQL API (option apiUrl)",
  },
});
