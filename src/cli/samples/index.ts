import type { AnyProvider } from "../../core/provider.js";
import { hasIdPlace } from "../../testing/sign/place-event.js";
import type { EventSpec } from "../signer.js";
import { github, gitlab, linear } from "./code.js";
import { discord, sendgrid, slack, telegram, twilio } from "./messages.js";
import { shopify, stripe } from "./payments.js";
import type { Sample } from "./sample.js";

/** The best-known providers have payloads of their own; those of others say nothing but what tells events apart. */
export const SAMPLES: Readonly<Record<string, Sample>> = {
  discord,
  github,
  gitlab,
  linear,
  sendgrid,
  shopify,
  slack,
  stripe,
  telegram,
  twilio,
};

let count = 0;

/** A text that no other event has: letters and digits. */
const newMark = (): string =>
  `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8).padEnd(6, "0")}${(count++ % 1296).toString(36).padStart(2, "0")}`;

/** A new event of a provider. */
export function newEvent(provider: AnyProvider, type?: string): EventSpec {
  const sample = Object.hasOwn(SAMPLES, provider.id) ? SAMPLES[provider.id] : undefined;
  const now = new Date();
  const unique = newMark();
  const common = { marker: unique, occurredMs: now.getTime() };
  if (!sample) return { ...common, id: hasIdPlace(provider) ? `evt_${unique}` : undefined, type };
  const event = type ?? sample.event;
  return {
    ...common,
    id: sample.id?.(unique),
    type: sample.putsType ? event : undefined,
    payload: sample.payload(event, now, unique),
    headers: sample.headers?.(event, unique),
  };
}

/** An event whose body is given. Its id and its type stand in there, save a type that the provider sends as a header. */
export function eventOf(provider: AnyProvider, body: Uint8Array, type?: string): EventSpec {
  const unique = newMark();
  let payload: unknown = body;
  if (provider.scheme.looksInside === "json") {
    // What is put inside the body needs more than its bytes.
    try {
      payload = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    } catch {
      // Then it stays as it is, and the signer says what it misses.
    }
  }
  return { payload, type, marker: unique, occurredMs: Date.now() };
}
