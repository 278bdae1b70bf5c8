import { WebhookError } from "../core/errors.js";
import type { WebhookEvent } from "../core/event.js";
import type { AnyProvider } from "../core/provider.js";
import type { TimestampForm } from "../core/timestamp.js";
import { fieldHeaders, headerOf, signatureHeaders, withHeaders } from "./situation.js";
import type { Change, Idea, Reason, Situation } from "./types.js";

const YEAR_SECONDS = 31_557_600;

/** A span for people: 5 s, 12 min, 3 h, 40 days. */
function spanOf(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000);
  const [size, unit] = (
    [
      [YEAR_SECONDS, "years"],
      [86_400, "days"],
      [3600, "h"],
      [60, "min"],
    ] as const
  ).find(([one]) => seconds >= 3 * one) ?? [1, "s"];
  return size === 1 ? `${seconds} s` : `${seconds} s (${Math.round(seconds / size)} ${unit})`;
}

/** When proxies on the way say that the request passed them, in milliseconds. Nobody signs these, so that they only hint. */
function* passedAt(situation: Situation): Iterable<number> {
  yield Date.parse(headerOf(situation, "date") ?? "");
  const [, trace = ""] = headerOf(situation, "x-amzn-trace-id")?.match(/(?:Root|Self)=1-([0-9a-f]{8})-/) ?? [];
  yield trace ? Number.parseInt(trace, 16) * 1000 : Number.NaN;
  const [, start = ""] = headerOf(situation, "x-request-start")?.match(/^(?:t=)?(\d{10,16})(?:\.\d+)?$/) ?? [];
  yield start ? Number(start.slice(0, 13).padEnd(13, "0")) : Number.NaN;
}

/** What is wrong with the time of a delivery whose signature holds. */
export function timeReasons(
  situation: Situation,
  timed: WebhookEvent | WebhookError | undefined,
  nowMs: number,
  toleranceSeconds: number,
): Reason[] {
  if (!timed || timed instanceof WebhookError) {
    const unread = timed?.code === "TIMESTAMP_MALFORMED" || timed?.code === "TIMESTAMP_MISSING";
    const evidence = "The signature holds, but the time in the signed body is missing or in another form.";
    return unread ? [{ cause: "timestamp-units", evidence }] : [];
  }
  const { timestampMs } = timed;
  if (timestampMs === undefined || Math.abs(nowMs - timestampMs) <= toleranceSeconds * 1000) return [];
  const near = (ms: number, otherMs: number) => Math.abs(ms - otherMs) <= Math.max(toleranceSeconds, 300) * 1000;
  const ageMs = nowMs - timestampMs;
  // 1973 and 5138: of the two, the one beyond is in another unit.
  const plausible = nowMs > 1e11 && nowMs < 1e14;
  if (!plausible && (near(nowMs * 1000, timestampMs) || near(nowMs / 1000, timestampMs))) {
    const unit = nowMs < timestampMs ? "seconds" : "microseconds";
    return [
      { cause: "clock-units", evidence: `The signature holds, but clock gives ${unit} instead of milliseconds.` },
    ];
  }
  if (near(timestampMs * 1000, nowMs) || near(timestampMs / 1000, nowMs)) {
    const unit = timestampMs < nowMs ? "seconds where milliseconds" : "milliseconds where seconds";
    return [{ cause: "timestamp-units", evidence: `The signature holds, but its timestamp has ${unit} are due.` }];
  }
  if (ageMs < 0) {
    const evidence = `The signature holds, and was made ${spanOf(ageMs)} ahead of our clock; ${toleranceSeconds} s are accepted.`;
    return [{ cause: "clock-behind", evidence }];
  }
  const old = `The signature holds, and was made ${spanOf(ageMs)} ago by our clock; ${toleranceSeconds} s are accepted.`;
  if ([...passedAt(situation)].some((ms) => near(ms, timestampMs))) {
    return [{ cause: "clock-ahead", evidence: `${old} A header of a proxy has the time of the signature.` }];
  }
  return [{ cause: "delivery-old", evidence: old }];
}

const STAND_IN: Record<TimestampForm, string> = {
  seconds: "1767225600",
  milliseconds: "1767225600000",
  iso8601: "2026-01-01T00:00:00Z",
  "iso8601-utc": "2026-01-01T00:00:00",
  rfc1123: "Thu, 01 Jan 2026 00:00:00 GMT",
};

/** What a timestamp looks like, where that is not the form that is due. */
const LOOKS: readonly (readonly [RegExp, string])[] = [
  [/^\d{13}$/, "milliseconds"],
  [/^\d{16}$/, "microseconds"],
  [/^\d{19}$/, "nanoseconds"],
  [/^\d{10}$/, "seconds"],
  [/^\d+\.\d+$/, "seconds with a fraction"],
  [/^\d{4}-\d\d-\d\dT/, "ISO 8601"],
  [/^[A-Z][a-z]{2}, /, "the form of HTTP dates"],
];

/** A provider that reads a stand-in for the timestamp, and signs what really stands there. */
function reading(provider: AnyProvider, raw: string, headers: readonly string[]): AnyProvider {
  const { scheme } = provider;
  const parse: typeof scheme.parse = (delivery) => {
    const parsed = scheme.parse({ ...delivery, headers });
    return { ...parsed, fields: { ...parsed.fields, timestamp: raw }, timestampMs: undefined };
  };
  return { ...provider, scheme: { ...scheme, parse } } as AnyProvider;
}

/** A timestamp in another unit or form than the provider's is still signed as it stands. */
export function* timestampIdeas(situation: Situation): Iterable<Idea> {
  const { provider, code } = situation;
  const { data } = provider.scheme;
  if (code !== "TIMESTAMP_MALFORMED" || !data || provider.scheme.configure) return;
  const form = data.timestamp ?? "seconds";
  const own = fieldHeaders(situation).find(([field]) => field === "timestamp")?.[1];
  const names = own ? [own] : signatureHeaders(situation);
  for (const name of names) {
    const text = headerOf(situation, name);
    const raw = own ? text : text?.match(/\d{11,}(\.\d+)?|\d+\.\d+|\d{4}-\d\d-\d\dT[\d:.]+Z?/)?.[0];
    if (!text || !raw) continue;
    const look = LOOKS.find(([pattern]) => pattern.test(raw))?.[1] ?? "another form";
    const headers = withHeaders(situation, { [name]: text.replace(raw, STAND_IN[form]) });
    const change: Change = { provider: reading(provider, raw, headers) };
    const evidence = `The signature holds, but its timestamp is in ${look} where ${form} is due.`;
    yield { reasons: [{ cause: "timestamp-units", evidence }], change };
  }
}
