import type { TimestampForm } from "../../core/timestamp.js";

/** A moment as a provider writes it. */
export function writeTimestamp(ms: number, form: TimestampForm = "seconds"): string {
  if (form === "seconds") return String(Math.floor(ms / 1000));
  if (form === "milliseconds") return String(Math.floor(ms));
  const date = new Date(ms);
  if (form === "rfc1123") return date.toUTCString();
  return form === "iso8601" ? date.toISOString() : date.toISOString().slice(0, -1);
}

let count = 0;

/** A text that no other delivery has. */
export const newText = (): string =>
  `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}${(count++).toString(36)}`;
