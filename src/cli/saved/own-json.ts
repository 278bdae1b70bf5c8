import { UsageError } from "../failure.js";
import type { Saved } from "./saved.js";

/** A delivery as `hookonce sign --json` prints it, or as somebody logs one: headers, and a body in some form. */
export function readOwnJson(document: unknown): Saved {
  const {
    method,
    url,
    headers,
    body,
    bodyBase64,
    body_base64: older,
    receivedAt,
  } = document as Record<string, unknown>;
  if (typeof headers !== "object" || headers === null) {
    throw new UsageError("The JSON is no delivery: it needs headers, and body or bodyBase64.");
  }
  const raw = Array.isArray(headers)
    ? headers.flat().map(String)
    : Object.entries(headers).flatMap(([name, value]) => [value].flat().flatMap((one) => [name, String(one)]));
  const base64 = bodyBase64 ?? older;
  const bytes = typeof base64 === "string" ? new Uint8Array(Buffer.from(base64, "base64")) : undefined;
  const receivedMs = typeof receivedAt === "number" ? receivedAt : Date.parse(String(receivedAt));
  return {
    method: typeof method === "string" ? method : undefined,
    url: typeof url === "string" ? url : undefined,
    headers: raw,
    ...((bytes ?? body) !== undefined && { body: bytes ?? body }),
    ...(!Number.isNaN(receivedMs) && { receivedMs }),
    notes: [],
  };
}
