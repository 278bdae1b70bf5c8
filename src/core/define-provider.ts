import { checkHandshake } from "./check-handshake.js";
import { checkScheme } from "./check-scheme.js";
import { WebhookConfigError } from "./errors.js";
import { handshakes } from "./handshakes.js";
import { items } from "./items.js";
import { noticeUnsignedBody } from "./notice.js";
import { payloadAs } from "./payload-forms.js";
import { type EventMap, freezeProvider, type Provider, type ProviderData } from "./provider.js";
import { timeInside } from "./time-inside.js";

/**
 * Describes a provider, from the same pieces that ours are made of.
 * @param data what its documentation says
 * @throws WebhookConfigError `PROVIDER_INVALID` when the data contradict themselves
 * @example
 * ```ts
 * import { defineProvider, fromBody, hmac } from "hookonce";
 *
 * export const acme = defineProvider({
 *   id: "acme",
 *   name: "Acme",
 *   docs: "https://acme.example/docs/webhooks",
 *   checked: "2026-11",
 *   scheme: hmac({ hash: "sha256", header: "x-acme-signature", format: "{signature}", encoding: "hex", signs: "{body}" }),
 *   eventId: fromBody("id"),
 *   eventType: fromBody("type"),
 * });
 * ```
 */
export function defineProvider<
  const Id extends string,
  Needs extends object,
  Events = EventMap,
  TypeFrom extends string = string,
>(data: ProviderData<Id, Needs, TypeFrom>): Provider<Id, Needs, Events, TypeFrom> {
  const { id, scheme } = data;
  if (typeof id !== "string" || !/^[a-z0-9-]{1,32}$/.test(id) || typeof scheme?.check !== "function") {
    throw new WebhookConfigError("PROVIDER_INVALID", `A provider needs an id of [a-z0-9-]{1,32} and a scheme: ${id}.`);
  }
  checkScheme(scheme);
  for (const handshake of data.handshakes ?? []) checkHandshake(handshake);
  if (data.timestampAfter && !scheme.covers.body) {
    throw new WebhookConfigError(
      "PROVIDER_INVALID",
      "A time inside a body that is not signed says nothing: leave it out.",
    );
  }
  return freezeProvider({
    ...data,
    ...(data.payload && payloadAs(data.payload)),
    notice: noticeUnsignedBody,
    handshakes: data.handshakes && handshakes(...data.handshakes),
    items: data.items && items(data.items),
    timestampAfter: data.timestampAfter && timeInside(data.timestampAfter),
  });
}
