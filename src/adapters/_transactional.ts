import { WebhookConfigError } from "../core/errors.js";
import { type AnyStore, isTransactional } from "../receiver/idempotency.js";

/** Without a handler there is nobody who could work inside the transaction. */
export function refuseTransactional(options: { readonly store?: unknown } | undefined): void {
  const store = options?.store;
  if (typeof store !== "object" || store === null || !isTransactional(store as AnyStore)) return;
  throw new WebhookConfigError(
    "OPTION_INVALID",
    "A transactional store needs a handler, webhook(options, handler): its transaction ends before a middleware's answer.",
  );
}
