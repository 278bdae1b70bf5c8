import { WebhookConfigError } from "../core/errors.js";
import { type AnyStore, isTransactional } from "../receiver/idempotency.js";

/** Without a handler there is nobody who could work inside the transaction, and one answer for all items. */
export function refuseWithoutHandler(options: { readonly store?: unknown; readonly each?: unknown } | undefined): void {
  if (options?.each) {
    throw new WebhookConfigError(
      "OPTION_INVALID",
      "each needs a handler, webhook(options, handler): it runs several times.",
    );
  }
  const store = options?.store;
  if (typeof store !== "object" || store === null || !isTransactional(store as AnyStore)) return;
  throw new WebhookConfigError(
    "OPTION_INVALID",
    "A transactional store needs a handler, webhook(options, handler): its transaction ends before a middleware's answer.",
  );
}
