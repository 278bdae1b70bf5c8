import { handshakes } from "../core/handshakes.js";
import { freezeProvider } from "../core/provider.js";
import { ecdsa } from "../core/schemes/ecdsa.js";
import { fetchedKeys } from "../core/schemes/fetched-keys.js";
import type { KeySource, NeedsPublicKey } from "../core/schemes/scheme.js";
import { fromBody, fromHeader } from "../core/sources.js";

/** Options of Circle: one public key, or where keys come from. */
export type NeedsCircleKeys =
  | NeedsPublicKey
  | {
      /**
       * Gives the key by the id that a delivery names. `remoteKeys` does, told the address of your product's keys, such as
       * `https://api.circle.com/v2/notifications/publicKey/{keyId}`, `form: { jsonAt: "data.publicKey" }` and the header
       * `authorization: Bearer <API key>`.
       */
      readonly keys: KeySource;
      /** Default: the global `fetch`. */
      readonly fetch?: typeof fetch | undefined;
    };

/**
 * Circle's notifications of version 2 (wallets, contracts, gateway, CPN, StableFX). The body is signed; nothing says when.
 * Retries keep the id. The key has an id too, and is given, or fetched with an API key from an address that differs by product.
 * Checked 2026-11 against documentation.
 * @remarks
 * - Notifications of version 1 (Circle Mint, CPN Managed Payments) are signed in another way.
 * - A key of one id never changes.
 * - Circle signs for all its customers: compare `subscriptionId` with those that you made.
 * @see https://developers.circle.com/api-reference/verify-webhook-signatures
 */
export const circle = freezeProvider({
  id: "circle",
  name: "Circle",
  docs: "https://developers.circle.com/api-reference/verify-webhook-signatures",
  checked: "2026-11",
  scheme: fetchedKeys<NeedsCircleKeys>({
    scheme: ecdsa({
      header: "x-circle-signature",
      format: "{signature}",
      encoding: "base64",
      signs: "{body}",
      key: "spki",
    }),
    wants: [{ keyId: fromHeader("x-circle-key-id") }],
  }),
  eventId: fromBody("notificationId"),
  eventType: fromBody("notificationType"),
  handshakes: handshakes({ method: "HEAD", check: "none" }),
  credential: {
    name: "public key",
    env: "CIRCLE_WEBHOOK_PUBLIC_KEY",
    where: "GET /v2/notifications/publicKey/{id} with your API key (option publicKey, or keys)",
  },
});
