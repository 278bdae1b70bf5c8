import { UsageError } from "../failure.js";
import { readCurl } from "./curl.js";
import { entriesOf, readHar } from "./har.js";
import { readOwnJson } from "./own-json.js";
import { readRawHttp } from "./raw-http.js";
import type { Saved, SavedForm } from "./saved.js";

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text.replace(/^\u{feff}/u, ""));
  } catch {
    return;
  }
};

/** Which form a file has. */
function formOf(text: string): SavedForm {
  const document = parse(text);
  if (typeof document === "object" && document !== null) return entriesOf(document) ? "har" : "json";
  if (/^[A-Z]{3,10} \S+ HTTP\/\d/.test(text)) return "http";
  if (/^> [A-Z]{3,10} \S+ HTTP\/|^(?:[\d:.]+ )?=> Send header/m.test(text)) return "curl";
  throw new UsageError(
    "This is no delivery that can be read: the output of curl -v or --trace, a HAR file or one entry of it, a raw HTTP request, or JSON with headers and body.",
  );
}

/**
 * Reads a saved delivery in any of the known forms.
 * @param entry which entry of an archive, counted from 1
 */
export function readSaved(bytes: Uint8Array, entry?: number): Saved & { readonly form: SavedForm } {
  const text = new TextDecoder().decode(bytes);
  const form = formOf(text);
  if (form === "http") return { form, ...readRawHttp(bytes) };
  if (form === "curl") return { form, ...readCurl(text) };
  const document = parse(text);
  if (form === "har") return { form, ...readHar(entriesOf(document) ?? [], entry) };
  return { form, ...readOwnJson(document) };
}
