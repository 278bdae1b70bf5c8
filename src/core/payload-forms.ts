import type { PayloadForm } from "./provider.js";
import { decodeText, parsePairs, readJson } from "./sources.js";

/** Reads a body in this form. Throws on anything else. */
function readForm(body: Uint8Array, form: PayloadForm): unknown {
  if (form === "bytes") return body;
  if (form === "text") return decodeText(body);
  const first = body.find((byte) => byte > 32);
  const mayBeJson = typeof form === "object" ? form.orJson : form === "form-or-json";
  if (form === "json" || (mayBeJson && (first === 0x7b || first === 0x5b))) return readJson(body);
  const fields: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of parsePairs(decodeText(body))) {
    fields[name] = name in fields ? [fields[name] ?? [], value].flat() : value;
  }
  return typeof form === "object" ? JSON.parse(fields[form.jsonIn] as string) : fields;
}

/** The form of a payload, with the code that reads it: whose payloads are JSON has no such code in the bundle. */
export const payloadAs = (form: PayloadForm) => ({
  payload: form,
  readPayload: (body: Uint8Array) => readForm(body, form),
});
