import { WebhookError } from "./errors.js";
import type { GenuineEvent } from "./event.js";
import type { TimeInsideData } from "./provider.js";
import { parseTimestamp } from "./timestamp.js";

/** A time inside the signed body, with the code that reads it: who signs a time outside has no such code in the bundle. */
export interface TimeInside extends TimeInsideData {
  /** @internal */
  read(event: GenuineEvent): number;
}

/**
 * Gives the place of a time the code that reads it.
 * @throws WebhookError when it is read: `TIMESTAMP_MISSING`, `TIMESTAMP_MALFORMED`
 */
export const timeInside = ({ at, form }: TimeInsideData): TimeInside => ({
  at,
  form,
  read(event) {
    const value = event.at(at);
    if (value === undefined) throw new WebhookError("TIMESTAMP_MISSING", "The timestamp of the body is missing.");
    const timestampMs = parseTimestamp(String(value), form);
    if (!Number.isNaN(timestampMs)) return timestampMs;
    throw new WebhookError("TIMESTAMP_MALFORMED", `The timestamp of the body is not in ${form}.`);
  },
});
