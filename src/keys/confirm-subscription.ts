import { WebhookError } from "../core/errors.js";
import type { Confirm } from "../core/provider.js";
import { type AddressRule, allowAddress } from "./address.js";
import { guardedFetch } from "./guarded-fetch.js";

/**
 * Confirms a subscription by fetching the address that a handshake names, where that is the sender's.
 * @param rule which addresses are the sender's
 * @returns a function that throws `HANDSHAKE_MALFORMED` for any other address, and `HANDLER_FAILED` when the sender's own
 * does not answer 200
 */
export function confirmSubscription(rule: AddressRule): Confirm {
  const allow = allowAddress(rule);
  return async (url, options) => {
    const allowed = allow(url);
    if (allowed === undefined) {
      throw new WebhookError("HANDSHAKE_MALFORMED", "The address that confirms the subscription is not the sender's.");
    }
    try {
      await guardedFetch(allowed, { fetch: options.fetch });
    } catch (error) {
      throw new WebhookError("HANDLER_FAILED", "The sender did not confirm the subscription.", error);
    }
  };
}
