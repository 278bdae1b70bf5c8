import { inspect } from "node:util";
import {
  createVerifier,
  verify,
  WebhookConfigError,
  type WebhookConfigErrorCode,
  WebhookError,
  type WebhookErrorCode,
} from "hookonce";
import { describe, expect, it } from "vitest";
import { deliver, hexOf, providerOf, SECRET } from "../support/acme.js";
import { refusal } from "../support/refusal.js";

const statuses: Record<WebhookErrorCode, number> = {
  SIGNATURE_MISSING: 401,
  SIGNATURE_MALFORMED: 401,
  SIGNATURE_DUPLICATED: 401,
  SIGNATURE_MISMATCH: 401,
  ALGORITHM_REFUSED: 401,
  KEY_UNKNOWN: 401,
  BODY_DIGEST_MISMATCH: 401,
  TIMESTAMP_MISSING: 401,
  TIMESTAMP_MALFORMED: 401,
  TIMESTAMP_TOO_OLD: 401,
  TIMESTAMP_TOO_NEW: 401,
  VERIFY_TOKEN_MISMATCH: 401,
  HANDSHAKE_MALFORMED: 401,
  PAYLOAD_MALFORMED: 400,
  EVENT_ID_MALFORMED: 400,
  ITEMS_MALFORMED: 400,
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
};

const configCodes: Record<WebhookConfigErrorCode, true> = {
  PROVIDER_INVALID: true,
  SECRET_MISSING: true,
  SECRET_UNUSABLE: true,
  SECRET_WRONG_KIND: true,
  PUBLIC_KEY_UNUSABLE: true,
  CREDENTIAL_MISMATCH: true,
  TOLERANCE_INVALID: true,
  OPTION_INVALID: true,
  PARAM_MISSING: true,
  PUBLIC_URL_REQUIRED: true,
  STORE_INVALID: true,
  SCHEME_CANNOT_SIGN: true,
};

describe("errors", () => {
  it.each(Object.entries(statuses))("%s is answered %i", (code, status) => {
    const error = new WebhookError(code as WebhookErrorCode, "why");
    expect(error).toMatchObject({ name: "WebhookError", code, status, message: "why" });
    expect(error.docs).toMatch(new RegExp(`^https://.*#${code.toLowerCase()}$`));
  });

  it.each(Object.keys(configCodes))("%s is our own fault: 500", (code) => {
    const error = new WebhookConfigError(code as WebhookConfigErrorCode, "why");
    expect(error).toMatchObject({ name: "WebhookConfigError", code, status: 500, message: "why" });
    expect(error.docs).toMatch(new RegExp(`^https://.*#${code.toLowerCase()}$`));
  });

  it("are errors, told apart from each other, with stack and cause", () => {
    const cause = new Error("below");
    const error = new WebhookError("HANDLER_FAILED", "why", cause);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(WebhookConfigError);
    expect(new WebhookConfigError("OPTION_INVALID", "why")).not.toBeInstanceOf(WebhookError);
    expect(error.cause).toBe(cause);
    expect("cause" in new WebhookError("HANDLER_FAILED", "why")).toBe(false);
    expect(error.stack).toContain("errors.test.ts");
    expect(String(error)).toBe("WebhookError: why");
  });

  it("can be sent as JSON with what a log needs", () => {
    expect(JSON.parse(JSON.stringify(new WebhookError("STORE_FULL", "why")))).toMatchObject({
      code: "STORE_FULL",
      status: 503,
    });
  });
});

describe("a refusal", () => {
  const acme = providerOf();
  const body = '{"card":"4242-4242-4242-4242"}';

  it("tells neither secret, nor expected signature, nor body", async () => {
    const wrong = { ...deliver(body, "other-secret-1"), body };
    const error = await refusal(verify(acme, wrong, { secret: [SECRET, { id: "old", value: "older-secret-1" }] }));
    const all = inspect(error, { depth: 9, showHidden: true, getters: true }) + JSON.stringify(error) + error.stack;
    for (const text of [SECRET, "older-secret-1", "4242", hexOf(body), hexOf(body, "older-secret-1")]) {
      expect(all).not.toContain(text);
    }
  });

  it("never repeats what the sender wrote", async () => {
    const evil = "<script>alert(1)</script>";
    const timed = createVerifier(acme, { secret: SECRET });
    for (const headers of [{ "x-signature": evil }, { "x-signature": [evil, evil] }]) {
      expect((await refusal(timed({ headers, body: evil }))).message).not.toContain("script");
    }
  });

  it("says what to do, in one sentence or two", async () => {
    const cases = [
      refusal(verify(acme, { headers: {}, body }, { secret: SECRET })),
      refusal(verify(acme, { headers: { "x-signature": "x" }, body }, { secret: SECRET })),
      refusal(verify(acme, { ...deliver(body), body: `${body} ` }, { secret: SECRET })),
      refusal(verify(acme, { ...deliver(body), body: {} as never }, { secret: SECRET })),
      refusal(() => createVerifier(acme, { secret: undefined })),
    ];
    for (const error of await Promise.all(cases)) {
      expect(error.message).toMatch(/^[A-Z].{10,200}\.$/);
    }
  });
});
