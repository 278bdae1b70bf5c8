/** A delivery that was saved in one form or another, as far as it could be read. */
export interface Saved {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Names and values in turn, as Node's `rawHeaders`. */
  readonly headers: readonly string[];
  /** Bytes, or whatever a parser had made of it. Absent where the form does not hold it. */
  readonly body?: unknown;
  /** When it arrived, where that is known. */
  readonly receivedMs?: number | undefined;
  /** What was made good, or could not be read. */
  readonly notes: readonly string[];
}

/** The forms that are known. */
export type SavedForm = "curl" | "har" | "http" | "json";

export const headerOf = (headers: readonly string[], name: string): string | undefined => {
  const at = headers.findIndex((one, i) => i % 2 === 0 && one.toLowerCase() === name);
  return at < 0 ? undefined : headers[at + 1];
};

/** The whole address of a request line, where the headers say the host. */
export function urlOf(target: string, headers: readonly string[]): string | undefined {
  if (/^https?:\/\//.test(target)) return target;
  const host = headerOf(headers, "host");
  const scheme = headerOf(headers, "x-forwarded-proto")?.split(",")[0]?.trim() === "http" ? "http" : undefined;
  if (!host) return target;
  const local = /^(localhost|127\.|\[::1\])/.test(host);
  return `${scheme ?? (local ? "http" : "https")}://${host}${target}`;
}
