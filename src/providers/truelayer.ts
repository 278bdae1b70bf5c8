import { type RawDelivery, readHeader } from "../core/delivery.js";
import { WebhookConfigError, WebhookError } from "../core/errors.js";
import { freezeProvider } from "../core/provider.js";
import { jws } from "../core/schemes/jws.js";
import type { KeySource } from "../core/schemes/scheme.js";
import { fromBody, fromHeader } from "../core/sources.js";
import { remoteKeys } from "../keys/remote-keys.js";

/** Options of TrueLayer. */
export interface NeedsTrueLayerEnvironment {
  /** Which environment's keys count. Default `live`. */
  readonly environment?: "live" | "sandbox" | undefined;
}

const KEYS = {
  live: /* @__PURE__ */ remoteKeys({ url: "https://webhooks.truelayer.com/.well-known/jwks", form: "jwks" }),
  sandbox: /* @__PURE__ */ remoteKeys({ url: "https://webhooks.truelayer-sandbox.com/.well-known/jwks", form: "jwks" }),
};

function keysFrom({ environment = "live" }: NeedsTrueLayerEnvironment): KeySource {
  if (Object.hasOwn(KEYS, environment)) return KEYS[environment];
  throw new WebhookConfigError("OPTION_INVALID", 'environment is "live" or "sandbox".');
}

const malformed = (why: string) => new WebhookError("SIGNATURE_MALFORMED", `The header tl-signature ${why}.`);

/** Method, path, the headers that the token names, and the body. TrueLayer's own library tries both ends of a path. */
function signedContent(
  { method = "POST", url = "", headers, body }: RawDelivery,
  { tl_version: version, tl_headers: names = "" }: Readonly<Record<string, unknown>>,
) {
  if (version !== "2" || typeof names !== "string" || !/^([\w-]{1,64}(,|$)){0,20}$/.test(names)) {
    throw malformed("is of another version, or names no headers");
  }
  const lines = names
    .split(",")
    .filter(Boolean)
    .map((name) => {
      const value = readHeader(headers, name.toLowerCase());
      if (value === undefined) throw malformed(`signs the header ${name}, which is missing`);
      return `${name}: ${value}\n`;
    });
  const path = url.replace(/^\w+:\/\/[^/?#]*|[?#].*/gs, "");
  if (!path) throw new WebhookConfigError("PUBLIC_URL_REQUIRED", "TrueLayer signs the path: set publicUrl.");
  const other = path.endsWith("/") ? path.slice(0, -1) : `${path}/`;
  return [path, other].map((one) => [`${method} ${one}\n${lines.join("")}`, body]);
}

/**
 * TrueLayer. A detached signature over method, path, the headers that it names, and the body. Its keys are fetched from the one
 * address of the environment; the address that the signature brings is not followed. Nothing says when, unless your handler
 * looks at `X-Tl-Webhook-Timestamp`, which TrueLayer signs. Checked 2026-11 against SDK.
 * @remarks
 * - Keys of the sandbox do not count unless `environment` says so: its events are not real ones.
 * - The path counts: behind a proxy set `publicUrl`.
 * @see https://docs.truelayer.com/docs/validate-webhooks
 */
export const truelayer = freezeProvider({
  id: "truelayer",
  name: "TrueLayer",
  docs: "https://docs.truelayer.com/docs/validate-webhooks",
  checked: "2026-11",
  scheme: jws({
    algorithm: "ES512",
    token: fromHeader("tl-signature"),
    detached: {
      /** Method, path, the headers that the signature names, and the body. */
      of: signedContent,
    },
    /** Those of the environment. */
    keysFrom,
  }),
  eventId: fromBody("event_id"),
  credential: {
    name: "published keys",
    env: "TRUELAYER_ENVIRONMENT",
    where: "nothing to copy: option environment, live or sandbox",
  },
});
