import { freezeProvider } from "../core/provider.js";
import { hook0Scheme } from "../core/schemes/hook0.js";
import { fromHeader } from "../core/sources.js";

/**
 * Coinbase Developer Platform, which sends through Hook0. Time, body and the values of listed headers are signed (`v1`); `v0`,
 * which leaves the headers out, never counts. Checked 2026-11 against documentation and SDK.
 * @remarks
 * - Header values are joined with dots and may hold dots, so that no single header counts as signed.
 * - The list of signed headers is part of the signature header.
 * @see https://docs.cdp.coinbase.com/webhooks/verify-signatures
 */
export const coinbaseCdp = freezeProvider({
  id: "coinbase-cdp",
  name: "Coinbase Developer Platform",
  docs: "https://docs.cdp.coinbase.com/webhooks/verify-signatures",
  checked: "2026-11",
  scheme: hook0Scheme(),
  toleranceSeconds: 300,
  eventId: fromHeader("x-event-id"),
  eventType: fromHeader("x-event-type"),
  credential: {
    name: "secret of the subscription",
    env: "COINBASE_WEBHOOK_SECRET",
    where: "the answer to the call that creates the subscription (metadata.secret)",
  },
});
