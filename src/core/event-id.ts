import { WebhookError } from "./errors.js";

/** A text that can be written into a log, or a number that has one spelling. */
export const isPlain = (value: unknown): value is string | number =>
  Number.isSafeInteger(value) || (typeof value === "string" && /^[^\p{Cc}\p{Cs}]{1,256}$/u.test(value));

/**
 * A value as the id of an event.
 * @throws WebhookError `EVENT_ID_MALFORMED`
 */
export function toEventId(value: unknown): string {
  if (isPlain(value)) return String(value);
  throw new WebhookError("EVENT_ID_MALFORMED", "The delivery is genuine, but has no event id of 1 to 256 characters.");
}
