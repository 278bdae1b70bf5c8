import { UsageError } from "../failure.js";
import { headerOf, type Saved } from "./saved.js";

interface Pair {
  readonly name?: unknown;
  readonly value?: unknown;
}

/** An entry of an HTTP archive, as browsers and proxies save it. */
interface Entry {
  readonly startedDateTime?: string;
  readonly request?: {
    readonly method?: string;
    readonly url?: string;
    readonly headers?: readonly Pair[];
    readonly bodySize?: number;
    readonly postData?: { readonly text?: string; readonly encoding?: string; readonly params?: readonly Pair[] };
  };
}

/** The entries of a document, or the one that it is. */
export function entriesOf(document: unknown): readonly Entry[] | undefined {
  const { log, request } = document as { log?: { entries?: unknown }; request?: unknown };
  if (Array.isArray(log?.entries)) return log.entries as Entry[];
  return typeof request === "object" && request !== null ? [document as Entry] : undefined;
}

function bodyOf({ postData }: NonNullable<Entry["request"]>): Uint8Array {
  const { text, encoding, params = [] } = postData ?? {};
  if (text !== undefined) return new Uint8Array(Buffer.from(text, encoding === "base64" ? "base64" : "utf8"));
  return new Uint8Array(
    Buffer.from(
      params
        .map(({ name, value }) => `${encodeURIComponent(String(name))}=${encodeURIComponent(String(value))}`)
        .join("&"),
    ),
  );
}

/**
 * One entry of an archive.
 * @param position counted from 1; without it the only entry that was posted
 * @throws UsageError when there are several
 */
export function readHar(entries: readonly Entry[], position: number | undefined): Saved {
  const posted = entries.filter(({ request }) => request?.method === "POST");
  const entry = position === undefined ? (posted.length ? posted : entries)[0] : entries[position - 1];
  if (position === undefined && (posted.length || entries.length) > 1) {
    const which = entries.flatMap(({ request }, i) => (request?.method === "POST" ? i + 1 : []));
    throw new UsageError(
      `The archive has several requests: choose one with --entry (POST: ${which.slice(0, 20).join(", ")}).`,
    );
  }
  if (!entry?.request) throw new UsageError(`The archive has ${entries.length} entries.`);
  const { request, startedDateTime } = entry;
  const headers = (request.headers ?? [])
    .filter(({ name }) => !String(name).startsWith(":"))
    .flatMap(({ name, value }) => [String(name), String(value)]);
  const body = bodyOf(request);
  const length = Number(headerOf(headers, "content-length") ?? request.bodySize ?? body.length);
  const notes =
    length >= 0 && length !== body.length
      ? [
          `${length} bytes were sent and the archive holds ${body.length}: it keeps text, which is not always what was sent.`,
        ]
      : [];
  const receivedMs = Date.parse(startedDateTime ?? "");
  return {
    method: request.method,
    url: request.url,
    headers,
    body,
    notes,
    ...(!Number.isNaN(receivedMs) && { receivedMs }),
  };
}
