import { freezeProvider } from "../core/provider.js";
import { ed25519 } from "../core/schemes/ed25519.js";
import { fetchedKeys, type NeedsFetch } from "../core/schemes/fetched-keys.js";
import { fromBody, fromHeader } from "../core/sources.js";
import { remoteKeys } from "../keys/remote-keys.js";

/** Options of fal. */
export interface NeedsUserId extends NeedsFetch {
  /** Your user id, as `X-Fal-Webhook-User-Id` has it in a delivery of yours. */
  readonly userId: string;
}

/**
 * fal. Request id, user id, timestamp and the SHA-256 of the body are signed, each on a line of its own. The keys are published
 * without names, so that each is tried. Checked 2026-11 against documentation, of which a copy was read; the address of the
 * keys is the one that receivers of 2026 use (`rest.fal.ai`, earlier `rest.alpha.fal.ai`).
 * @remarks
 * - fal signs for all its users with the same keys: the signed user id must be your `userId`.
 * - `gateway_request_id` is that of the last try inside fal; `request_id` is the one that you were given.
 * - Keys change: fal asks not to keep them for more than 24 h.
 * @see https://fal.ai/docs/documentation/model-apis/inference/webhooks
 */
export const fal = freezeProvider({
  id: "fal",
  name: "fal",
  docs: "https://fal.ai/docs/documentation/model-apis/inference/webhooks",
  checked: "2026-11",
  scheme: fetchedKeys<NeedsUserId>({
    scheme: ed25519({
      header: "x-fal-webhook-signature",
      format: "{signature}",
      encoding: "hex",
      fields: {
        requestId: "x-fal-webhook-request-id",
        userId: "x-fal-webhook-user-id",
        timestamp: "x-fal-webhook-timestamp",
      },
      timestamp: "seconds",
      signs: "{requestId}\n{userId}\n{timestamp}\n{body|sha256}",
      key: "raw-base64",
    }),
    recipient: ["userId", fromHeader("x-fal-webhook-user-id")],
    keys: remoteKeys({ url: "https://rest.fal.ai/.well-known/jwks.json", form: "jwks", staleSeconds: 72_000 }),
  }),
  toleranceSeconds: 300,
  eventId: fromBody("request_id"),
  eventType: fromBody("status"),
  retries: { windowSeconds: 7200 },
  credential: {
    name: "user ID",
    env: "FAL_USER_ID",
    where: "the header X-Fal-Webhook-User-Id of a delivery of yours (option userId)",
  },
});
