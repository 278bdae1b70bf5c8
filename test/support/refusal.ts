import { WebhookConfigError, WebhookError } from "hookonce";
import { expect } from "vitest";

/** What a promise or a function was refused with; fails when it was not, or with something that is not ours. */
export async function refusal(attempt: Promise<unknown> | (() => unknown)): Promise<WebhookError | WebhookConfigError> {
  let given: unknown;
  try {
    given = await (typeof attempt === "function" ? attempt() : attempt);
  } catch (error) {
    if (error instanceof WebhookError || error instanceof WebhookConfigError) return error;
    throw error;
  }
  return expect.fail(`accepted, though it had to be refused: ${String(given)}`);
}

export const codeOf = async (attempt: Promise<unknown> | (() => unknown)): Promise<string> =>
  (await refusal(attempt)).code;
