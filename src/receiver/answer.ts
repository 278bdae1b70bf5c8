import { type Answer, TEXT, text } from "../core/answer.js";
import type { WebhookConfigError, WebhookError } from "../core/errors.js";

export { type Answer, isSuccess } from "../core/answer.js";

class Reply implements Answer {
  constructor(
    readonly status: number,
    readonly headers: Readonly<Record<string, string>>,
    readonly body: string | Uint8Array | undefined,
  ) {}
}

/**
 * An answer from a handler, for senders that read it. What a handler returns otherwise is ignored, save a `Response`.
 * @param status 200 to 599; anything but 2xx means that the event was not handled, and a retry runs it again
 * @param body text, bytes, or anything else as JSON
 * @example
 * ```ts
 * import { createReceiver, reply } from "hookonce";
 * import { slackCommands } from "hookonce/providers/slack-commands";
 *
 * createReceiver({ provider: slackCommands, secret: "8f742231b10e8888abcd99yyyzzz85a5" }, () =>
 *   reply(200, { response_type: "ephemeral", text: "On my way." }),
 * );
 * ```
 */
export function reply(status: number, body?: unknown): Answer {
  checkStatus(status);
  if (body === undefined) return new Reply(status, {}, undefined);
  if (typeof body === "string") return new Reply(status, TEXT, body);
  if (body instanceof Uint8Array) return new Reply(status, { "content-type": "application/octet-stream" }, body);
  return json(status, body);
}

function checkStatus(status: number): void {
  if (Number.isInteger(status) && status > 199 && status < 600) return;
  throw new RangeError("An answer has a status from 200 to 599.");
}

const json = (status: number, body: unknown, headers?: Record<string, string>): Answer =>
  new Reply(status, { "content-type": "application/json", ...headers }, JSON.stringify(body));

/** The answer that a sender wants to read, where nobody made one. */
export const orText = (answer: Answer, success: { readonly text: string } | undefined): Answer =>
  success && answer.status === 200 && answer.body === undefined ? text(200, success.text) : answer;

/** What a handler's result answers: 200 unless it made an answer. */
export async function toAnswer(result: unknown): Promise<Answer> {
  if (result instanceof Reply) return result;
  const response = result as Response | undefined;
  if (typeof response?.status !== "number" || typeof response.arrayBuffer !== "function") return { status: 200 };
  checkStatus(response.status);
  const body = new Uint8Array(await response.arrayBuffer());
  const headers: Record<string, string> = Object.fromEntries(response.headers);
  // What fetch() gives is decoded already.
  if (response.url) delete headers["content-encoding"];
  return { status: response.status, headers, body };
}

const PHRASES: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  405: "Method Not Allowed",
  408: "Request Timeout",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  503: "Service Unavailable",
};

/** Faults of our own set-up say what to do; they tell a sender nothing about secrets or signatures. */
const OURS = ["BODY_ALREADY_READ", "BODY_NOT_BYTES"];

/** The answer to a delivery that was not handled: one constant body for each status, unless reasons are to be shown. */
export function refusal(
  error: WebhookError | WebhookConfigError,
  expose: boolean,
  retryAfterMs = 5000,
  allow = "POST",
): Answer {
  const { status, code, message, docs } = error;
  const headers: Record<string, string> = {};
  if (status === 503) headers["retry-after"] = String(Math.max(1, Math.ceil(retryAfterMs / 1000)));
  if (status === 405) headers.allow = allow;
  if (expose || OURS.includes(code)) return json(status, { code, message, docs }, headers);
  return text(status, PHRASES[status] ?? "Internal Server Error", headers);
}
