import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Segment's webhook destination (actions): HMAC-SHA1 of the body. No timestamp is signed by itself; repeats are known by the
 * digest of the body. Checked 2026-11 against documentation and Segment's code.
 * @remarks
 * - Leave batching off. Of a batch only the first event is signed, so that batches are refused.
 * - Deliveries are signed only when the destination has a shared secret; without one they are refused.
 * - The body is what the mapping of the action makes; by default it is the whole event, whose `type` is `track`, `identify` ….
 * - Segment waits 5 seconds, and tries for up to 4 hours.
 * @see https://segment.com/docs/connections/destinations/catalog/actions-webhook/
 */
export const segment = freezeProvider({
  id: "segment",
  name: "Segment (webhook destination)",
  docs: "https://segment.com/docs/connections/destinations/catalog/actions-webhook/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha1",
    header: "x-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  eventType: fromBody("type"),
  deadlineSeconds: 5,
  retries: { windowSeconds: 4 * 3600 },
  credential: {
    name: "shared secret",
    env: "SEGMENT_SHARED_SECRET",
    where: "the settings of the destination",
  },
});
