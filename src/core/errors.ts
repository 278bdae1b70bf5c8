/**
 * Every error of hookonce on one page. `WebhookError` is about a delivery that somebody sent; `WebhookConfigError` is about
 * our own set-up. Neither ever holds a secret, an expected signature or a body.
 */

/** What can be wrong with a delivery. The status in {@link WebhookError.status} follows from it. */
export type WebhookErrorCode =
  // 401: it is not proven to be genuine
  | "SIGNATURE_MISSING"
  | "SIGNATURE_MALFORMED"
  | "SIGNATURE_DUPLICATED"
  | "SIGNATURE_MISMATCH"
  | "ALGORITHM_REFUSED"
  | "KEY_UNKNOWN"
  | "BODY_DIGEST_MISMATCH"
  | "TIMESTAMP_MISSING"
  | "TIMESTAMP_MALFORMED"
  | "TIMESTAMP_TOO_OLD"
  | "TIMESTAMP_TOO_NEW"
  | "VERIFY_TOKEN_MISMATCH"
  | "HANDSHAKE_MALFORMED"
  // 400: genuine, but not what the provider sends; or it never arrived whole
  | "PAYLOAD_MALFORMED"
  | "EVENT_ID_MALFORMED"
  | "ITEMS_MALFORMED"
  | "SCHEMA_MISMATCH"
  | "BODY_ABORTED"
  // 405, 408, 413, 415
  | "METHOD_NOT_ALLOWED"
  | "BODY_TIMEOUT"
  | "BODY_TOO_LARGE"
  | "CONTENT_ENCODING_UNSUPPORTED"
  // 500: the fault is ours
  | "BODY_ALREADY_READ"
  | "BODY_NOT_BYTES"
  | "HANDLER_FAILED"
  // 503 with Retry-After: come again
  | "EVENT_RUNNING"
  | "LEASE_LOST"
  | "STORE_UNAVAILABLE"
  | "STORE_FULL"
  | "SECRET_UNAVAILABLE"
  | "KEY_UNAVAILABLE";

/** The statuses by how their codes begin, the first that fits; 503 for the rest. */
const STATUS: Record<number, RegExp> = {
  400: /^(PAYLOAD|EVENT_ID|ITEMS|SCHEMA|BODY_AB)/,
  401: /^(SIGN|ALG|KEY_UNK|TIMEST|VERIFY|HANDS|BODY_DI)/,
  405: /^METHOD/,
  408: /^BODY_TI/,
  413: /^BODY_TO/,
  415: /^CONTENT/,
  500: /^(BODY|HANDLER)/,
};

/** Found out once for each code. */
const statuses: Partial<Record<WebhookErrorCode, number>> = {};

const statusOf = (code: WebhookErrorCode): number => {
  statuses[code] ??= Number(Object.entries(STATUS).find(([, begins]) => begins.test(code))?.[0] ?? 503);
  return statuses[code];
};

/** What can be wrong with our own set-up. */
export type WebhookConfigErrorCode =
  | "PROVIDER_INVALID"
  | "SECRET_MISSING"
  | "SECRET_UNUSABLE"
  | "SECRET_WRONG_KIND"
  | "PUBLIC_KEY_UNUSABLE"
  | "CREDENTIAL_MISMATCH"
  | "TOLERANCE_INVALID"
  | "OPTION_INVALID"
  | "PARAM_MISSING"
  | "PUBLIC_URL_REQUIRED"
  | "STORE_INVALID"
  | "SCHEME_CANNOT_SIGN";

/** What both errors have. */
abstract class CodedError<Code extends string> extends Error {
  /** The stable name of what went wrong. */
  readonly code: Code;
  /** The HTTP status that fits. */
  readonly status: number;

  constructor(code: Code, message: string, status: number, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = status;
  }

  /** A page about this code. */
  get docs(): string {
    return `https://github.com/hookonce/hookonce/blob/main/docs/errors.md#${this.code.toLowerCase()}`;
  }
}

/**
 * A delivery was refused, or could not be handled. Thrown by {@link verify}, given to `onRejected`.
 *
 * @example
 * ```ts
 * import { verify, WebhookError } from "hookonce";
 * import { github } from "hookonce/providers/github";
 *
 * try {
 *   await verify(github, { headers: {}, body: "{}" }, { secret: "It's a Secret to Everybody" });
 * } catch (error) {
 *   if (error instanceof WebhookError) console.log(error.code, error.status); // SIGNATURE_MISSING 401
 * }
 * ```
 */
export class WebhookError extends CodedError<WebhookErrorCode> {
  override readonly name = "WebhookError";
  /** @internal */
  constructor(code: WebhookErrorCode, message: string, cause?: unknown) {
    super(code, message, statusOf(code), cause);
  }
}

/**
 * Our own set-up is wrong: a secret that cannot be right, a tolerance of zero, a provider that contradicts itself. Thrown
 * while the app is built, so that it is seen before the first delivery.
 *
 * @example
 * ```ts
 * import { createVerifier, WebhookConfigError } from "hookonce";
 * import { stripe } from "hookonce/providers/stripe";
 *
 * try {
 *   createVerifier(stripe, { secret: process.env.STRIPE_WEBHOOK_SECRET });
 * } catch (error) {
 *   if (error instanceof WebhookConfigError) console.log(error.code); // SECRET_MISSING when the variable is not set
 * }
 * ```
 */
export class WebhookConfigError extends CodedError<WebhookConfigErrorCode> {
  override readonly name = "WebhookConfigError";
  /** @internal */
  constructor(code: WebhookConfigErrorCode, message: string, cause?: unknown) {
    super(code, message, 500, cause);
  }
}

/** What is handed on inside, thrown to who calls us. */
export function orThrow<T>(answer: T | WebhookError | WebhookConfigError): T {
  if (answer instanceof Error) throw answer;
  return answer;
}

/** Whatever a delivery made us stumble over, as one of ours. */
export const toTypedError = (error: unknown): WebhookError | WebhookConfigError =>
  error instanceof CodedError ? (error as WebhookError) : new WebhookError("SIGNATURE_MALFORMED", "It cannot be read.");
