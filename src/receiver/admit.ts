import { type Delivery, readHeader, toBytes } from "../core/delivery.js";
import { WebhookError } from "../core/errors.js";
import type { GenuineEvent, KeyedEvent } from "../core/event.js";
import type { Greet } from "../core/handshakes.js";
import type { Refusal, Verification } from "../core/verification.js";
import type { Answer } from "./answer.js";
import type { Settings } from "./settings.js";

/** A delivery whose body may still have to be read: at most that many bytes, or an error of type {@link WebhookError}. */
export interface IncomingDelivery extends Omit<Delivery, "body"> {
  /** What arrived, or a function that reads it. It is called when the header has passed, which adapters of Node get as `begun`. */
  readonly body: Delivery["body"] | ((maxBytes: number, begun?: object) => Promise<Uint8Array>);
}

/**
 * Refuses by header first, then reads and verifies. What was read stays in `seen`; where refusals are explained it is read first. A
 * handshake is answered on its way, with its body unread unless it is a POST.
 */
export async function admit(
  { provider, maxBodyBytes, explain }: Settings,
  { begin, finish }: Verification,
  greet: Greet | undefined,
  { method = "POST", url: given, headers, body }: IncomingDelivery,
  platform: unknown,
  seen: { body?: Uint8Array | undefined },
): Promise<GenuineEvent | Answer | Refusal> {
  const url = given === undefined ? given : String(given);
  if (method !== "POST") {
    const answer = await greet?.({ method, url, headers, body: new Uint8Array() }, platform);
    if (answer) return answer;
    return new WebhookError("METHOD_NOT_ALLOWED", `${method} is not what webhooks come with: POST.`);
  }
  const encoding = readHeader(headers, "content-encoding");
  if (encoding && encoding !== "identity") {
    const what = encoding.slice(0, 20);
    return new WebhookError("CONTENT_ENCODING_UNSUPPORTED", `${provider.name} does not send ${what} bodies.`);
  }
  const tooLarge = () => new WebhookError("BODY_TOO_LARGE", `The body is larger than maxBodyBytes, ${maxBodyBytes}.`);
  if (Number(readHeader(headers, "content-length")) > maxBodyBytes) return tooLarge();
  const ready = typeof body === "function" ? undefined : toBytes(body);
  if (ready && ready.length > maxBodyBytes) return tooLarge();
  const begun = begin({ method, url, headers });
  const refused = begun instanceof Error;
  // What brings no signature may be a handshake: its body says so.
  if (refused && !explain && !(greet && begun.code === "SIGNATURE_MISSING")) return begun;
  const read = body as Exclude<typeof body, Delivery["body"]>;
  const bytes = ready ?? (await read(maxBodyBytes, refused ? undefined : begun));
  if (bytes.length > maxBodyBytes) return tooLarge();
  seen.body = bytes;
  const delivery = { method, url, headers, body: bytes };
  const unsigned = greet && (await greet(delivery, platform));
  if (unsigned) return unsigned;
  if (refused) return begun;
  const event = await finish(begun, delivery, platform);
  if (event instanceof Error) return event;
  return (greet && (await greet(delivery, platform, event))) ?? event;
}

const keyOfSegment = (segment: unknown): string =>
  String(typeof segment === "object" && segment !== null && "key" in segment ? segment.key : segment);

/** Puts the payload through the schema, where there is one. The refusal names places, never values. */
export async function validate({ schema }: Settings, event: KeyedEvent): Promise<void> {
  const result = await schema?.["~standard"].validate(event.payload);
  if (result?.issues) {
    const paths = result.issues.slice(0, 5).map(({ path }) => path?.map(keyOfSegment).join(".") ?? "");
    const where = paths.join(", ") || "its root";
    throw new WebhookError("SCHEMA_MISMATCH", `The payload does not fit the schema at: ${where}.`);
  }
  if (result) event.show(result.value);
}
