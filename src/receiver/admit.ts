import { type Delivery, readHeader, toBytes } from "../core/delivery.js";
import { WebhookError } from "../core/errors.js";
import type { GenuineEvent } from "../core/event.js";
import type { AnyProvider } from "../core/provider.js";
import type { Source } from "../core/sources.js";
import type { Verifier } from "../core/verify.js";
import { type Answer, json, text } from "./answer.js";
import type { Settings } from "./settings.js";

/** A delivery whose body may still have to be read: at most that many bytes, or an error of type {@link WebhookError}. */
export interface IncomingDelivery extends Omit<Delivery, "body"> {
  /** What arrived, or a function that reads it. */
  readonly body: Delivery["body"] | ((maxBytes: number) => Promise<Uint8Array>);
}

/** Refuses by header first, then reads and verifies. */
export async function admit(
  { provider, maxBodyBytes }: Settings,
  verifyDelivery: Verifier<AnyProvider>,
  { method = "POST", url, headers, body }: IncomingDelivery,
  platform: unknown,
): Promise<GenuineEvent> {
  if (method !== "POST")
    throw new WebhookError("METHOD_NOT_ALLOWED", `${method} is not what webhooks come with: POST.`);
  const encoding = readHeader(headers, "content-encoding");
  if (encoding && encoding !== "identity") {
    const what = encoding.slice(0, 20);
    throw new WebhookError("CONTENT_ENCODING_UNSUPPORTED", `${provider.name} does not send ${what} bodies.`);
  }
  const tooLarge = () => new WebhookError("BODY_TOO_LARGE", `The body is larger than maxBodyBytes, ${maxBodyBytes}.`);
  if (Number(readHeader(headers, "content-length")) > maxBodyBytes) throw tooLarge();
  const bytes = typeof body === "function" ? await body(maxBodyBytes) : toBytes(body);
  if (bytes.length > maxBodyBytes) throw tooLarge();
  return (await verifyDelivery({ method, url, headers, body: bytes }, platform)) as unknown as GenuineEvent;
}

const keyOfSegment = (segment: unknown): string =>
  String(typeof segment === "object" && segment !== null && "key" in segment ? segment.key : segment);

/** Puts the payload through the schema, where there is one. The refusal names places, never values. */
export async function validate({ schema }: Settings, event: GenuineEvent): Promise<void> {
  const result = await schema?.["~standard"].validate(event.payload);
  if (result?.issues) {
    const paths = result.issues.slice(0, 5).map(({ path }) => path?.map(keyOfSegment).join(".") ?? "");
    const where = paths.join(", ") || "its root";
    throw new WebhookError("SCHEMA_MISMATCH", `The payload does not fit the schema at: ${where}.`);
  }
  if (result) event.show(result.value);
}

/** The answer to a challenge whose signature holds: one bounded value, as text, or fixed JSON. */
export function answerHandshake({ provider }: Settings, event: GenuineEvent): Answer | undefined {
  const found = provider.handshakes?.find(({ equals }) => equals && event.at(equals[0]) === equals[1]);
  if (!found) return;
  const { status = 200, text: source, json: fixed } = found;
  if (!source) return json(status, fixed);
  const value = event.at(source as Source);
  if (typeof value === "string" && /^[!-~]{1,512}$/.test(value)) return text(status, value);
  throw new WebhookError("HANDSHAKE_MALFORMED", "The challenge is no plain text of up to 512 characters.");
}
