/**
 * Every error of hookonce on one page. `WebhookError` is about a delivery that somebody sent; `WebhookConfigError` is about
 * our own set-up. Neither ever holds a secret, an expected signature or a body.
 */

/** Codes about a delivery, with the status that a receiver answers. */
const STATUS = {
  SIGNATURE_MISSING: 401,
  SIGNATURE_MALFORMED: 401,
  SIGNATURE_DUPLICATED: 401,
  SIGNATURE_MISMATCH: 401,
  BODY_DIGEST_MISMATCH: 401,
  TIMESTAMP_MISSING: 401,
  TIMESTAMP_MALFORMED: 401,
  TIMESTAMP_TOO_OLD: 401,
  TIMESTAMP_TOO_NEW: 401,
  HANDSHAKE_MALFORMED: 401,
  PAYLOAD_MALFORMED: 400,
  EVENT_ID_MALFORMED: 400,
  SCHEMA_MISMATCH: 400,
  BODY_ABORTED: 400,
  METHOD_NOT_ALLOWED: 405,
  BODY_TIMEOUT: 408,
  BODY_TOO_LARGE: 413,
  CONTENT_ENCODING_UNSUPPORTED: 415,
  BODY_ALREADY_READ: 500,
  BODY_NOT_BYTES: 500,
  HANDLER_FAILED: 500,
  EVENT_RUNNING: 503,
  LEASE_LOST: 503,
  STORE_UNAVAILABLE: 503,
  STORE_FULL: 503,
  SECRET_UNAVAILABLE: 503,
  KEY_UNAVAILABLE: 503,
} as const;

/** What can be wrong with a delivery. The number in {@link WebhookError.status} follows from it. */
export type WebhookErrorCode = keyof typeof STATUS;

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

const docs = (code: string) => `https://github.com/hookonce/hookonce/blob/main/docs/errors.md#${code.toLowerCase()}`;

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
export class WebhookError extends Error {
  override readonly name = "WebhookError";
  /** The stable name of what went wrong. */
  readonly code: WebhookErrorCode;
  /** The HTTP status that fits. */
  readonly status: number;
  /** A page about this code. */
  readonly docs: string;
  /** @internal */
  constructor(code: WebhookErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = STATUS[code];
    this.docs = docs(code);
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
export class WebhookConfigError extends Error {
  override readonly name = "WebhookConfigError";
  /** The stable name of what is wrong. */
  readonly code: WebhookConfigErrorCode;
  /** 500: the fault is ours, not the sender's. */
  readonly status = 500;
  /** A page about this code. */
  readonly docs: string;
  /** @internal */
  constructor(code: WebhookConfigErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.docs = docs(code);
  }
}
