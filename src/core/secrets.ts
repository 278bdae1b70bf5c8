import { decodeBase64 } from "../encoding/base64.js";
import { decodeHex } from "../encoding/hex.js";
import { WebhookConfigError } from "./errors.js";

/** A secret with a name, so that the event can tell which one matched, and with an end, after which it is not tried. */
export interface NamedSecret {
  readonly id: string;
  readonly value: string | Uint8Array;
  readonly notAfter?: Date | undefined;
}

/** `undefined` is here because `process.env.X` has it. It is refused when the verifier or receiver is built. */
export type SecretInput = string | Uint8Array | NamedSecret | undefined;

/** How the text of a secret becomes the key. */
export interface SecretForm {
  /** A prefix that is no part of the key: `whsec_`. */
  readonly strip?: string | undefined;
  /** Refuse a secret without that prefix. Default: it may be left out. */
  readonly requirePrefix?: boolean | undefined;
  /** Default `utf8`: the text itself is the key. */
  readonly encoding?: "utf8" | "hex" | "base64" | "base64url" | undefined;
  /** Appended to the key. */
  readonly suffix?: string | undefined;
  /** Prefixes of other credentials of this provider, which people paste here: `sk_` for Stripe. */
  readonly refuse?: readonly string[] | undefined;
}

/** What gets into a configuration instead of a secret. */
const NO_SECRET =
  /^(undefined|null|nan|\[object \w+\]|<.*>|\$\{\w+\}|.*(\.\.\.|…)|(whsec_)?(x{3,}|your[-_ ].*|(change|replace)[-_ ]?me|placeholder))$/i;

/** Refuses text that cannot be the secret. The message says what to do and never shows the value. */
export function checkSecretText(text: unknown, where: string, refuse: readonly string[] = []): asserts text is string {
  if (typeof text !== "string" || !text.trim()) {
    throw new WebhookConfigError("SECRET_MISSING", `There is no secret: ${where}.`);
  }
  if (text.trim() !== text) {
    throw new WebhookConfigError("SECRET_UNUSABLE", `The secret has white space around it: trim it (${where}).`);
  }
  if (NO_SECRET.test(text)) {
    throw new WebhookConfigError("SECRET_UNUSABLE", `The secret is a placeholder or an empty value as text: ${where}.`);
  }
  const other = text.startsWith("-----BEGIN")
    ? "a PEM key"
    : refuse.find((prefix) => text.startsWith(prefix))?.concat("…");
  if (other) throw new WebhookConfigError("SECRET_WRONG_KIND", `This is ${other}, not the webhook secret: ${where}.`);
}

/** The key that a secret stands for. */
export function decodeSecret(value: unknown, form: SecretForm = {}, where = "set it"): Uint8Array {
  if (value instanceof Uint8Array) {
    if (!value.length) throw new WebhookConfigError("SECRET_MISSING", `The secret is empty: ${where}.`);
    return value;
  }
  checkSecretText(value, where, form.refuse);
  const { strip = "", encoding = "utf8", suffix = "" } = form;
  const found = value.startsWith(strip);
  const text = found ? value.slice(strip.length) : value;
  if (encoding === "utf8" && (found || !form.requirePrefix)) return new TextEncoder().encode(text + suffix);
  const bytes =
    encoding === "hex"
      ? decodeHex(text, true)
      : decodeBase64(encoding === "base64" ? text.padEnd(Math.ceil(text.length / 4) * 4, "=") : text, encoding !== "base64");
  if (!bytes?.length || (form.requirePrefix && !found)) {
    const shape = `${form.requirePrefix ? strip : ""}${encoding}`;
    throw new WebhookConfigError("SECRET_UNUSABLE", `The secret is not ${shape}: copy it again, whole (${where}).`);
  }
  return suffix ? new Uint8Array([...bytes, ...new TextEncoder().encode(suffix)]) : bytes;
}

/**
 * A secret from an environment variable, read when it is first needed and not when the module is evaluated. That is what
 * Next.js wants, which evaluates route modules while it builds.
 * @param name of the variable
 * @returns a function for `secret`, `publicKey`, `username` or `password`
 * @throws WebhookConfigError `SECRET_MISSING` from the function, naming the variable, when it is unset or blank
 * @example
 * ```ts
 * import { createVerifier, fromEnv } from "hookonce";
 * import { github } from "hookonce/providers/github";
 *
 * const verifyGithub = createVerifier(github, { secret: fromEnv("GITHUB_WEBHOOK_SECRET") });
 * ```
 */
export function fromEnv(name: string): () => string {
  return () => {
    const value = (globalThis as { process?: { env: Record<string, string | undefined> } }).process?.env[name];
    if (value?.trim()) return value;
    throw new WebhookConfigError("SECRET_MISSING", `${name} is not set in this process.`);
  };
}
