/** How a provider writes its timestamp. `iso8601` has a zone; `iso8601-utc` has none and means UTC. */
export type TimestampForm = "seconds" | "milliseconds" | "iso8601" | "iso8601-utc" | "rfc1123";

const FORMS = {
  seconds: /^[1-9]\d{0,11}$/,
  milliseconds: /^[1-9]\d{0,14}$/,
  iso8601: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/,
  "iso8601-utc": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?$/,
  rfc1123: /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/,
};

/** Milliseconds since the epoch, `NaN` for anything but the one plain spelling: no sign, exponent, fraction, leading zero. */
export function parseTimestamp(text: string, form: TimestampForm): number {
  if (!FORMS[form].test(text)) return Number.NaN;
  if (form === "seconds") return Number(text) * 1000;
  return form === "milliseconds" ? Number(text) : Date.parse(form === "iso8601-utc" ? `${text}Z` : text);
}
