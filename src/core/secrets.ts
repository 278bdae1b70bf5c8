import { decodeBase64 } from "../encoding/base64.js";
import { decodeHex } from "../encoding/hex.js";
import { toBytes } from "./delivery.js";
import { WebhookConfigError, type WebhookConfigErrorCode } from "./errors.js";

/** A secret with a name, so that the event can tell which one matched, and with an end, after which it is not tried. */
export interface NamedSecret {
  readonly id: string;
  /** `undefined` like a bare secret: left out beside a usable one, refused when it is the only one. */
  readonly value: string | Uint8Array | undefined;
  readonly notAfter?: Date | undefined;
}

/** `undefined` is here because `process.env.X` has it. It is refused when the verifier or receiver is built. */
export type SecretInput = string | Uint8Array | NamedSecret | undefined;

/** How the text of a secret becomes the key. */
export interface SecretForm {
  /** A prefix that is no part of the key: `whsec_`. Several: the first that is there. */
  readonly strip?: string | readonly string[] | undefined;
  /** The prefix only tells two forms apart, and stays part of the key: `ws_`. Default `false`. */
  readonly keepPrefix?: boolean | undefined;
  /** Only what follows the first such text is the key: `":"` for an API key of a name and a secret. */
  readonly after?: string | undefined;
  /** Refuse a secret without that prefix. Default: it may be left out. */
  readonly requirePrefix?: boolean | undefined;
  /** Default `utf8`: the text itself is the key. */
  readonly encoding?: "utf8" | "hex" | "base64" | "base64url" | undefined;
  /** How a secret without the prefix is read, where that differs. */
  readonly bareEncoding?: "utf8" | "base64" | undefined;
  /** How the text is normalised before it is encoded. Default: not at all. */
  readonly normalize?: "NFKD" | undefined;
  /** Appended to the key. */
  readonly suffix?: string | undefined;
  /** Prefixes of other credentials of this provider, which people paste here: `sk_` for Stripe. */
  readonly refuse?: readonly string[] | undefined;
}

/** What gets into a configuration instead of a secret. */
const NO_SECRET =
  /^(undefined|null|nan|\[object \w+\]|<.*>|\$\{\w+\}|.*(\.\.\.|…)|(whsec_)?(x{3,}|your[-_ ].*|(change|replace)[-_ ]?me|placeholder))$/i;

/**
 * The key that a secret stands for. What cannot be the secret is refused; the message says what to do, never the value.
 * @throws WebhookConfigError `SECRET_MISSING`, `SECRET_UNUSABLE`, `SECRET_WRONG_KIND`
 */
export function decodeSecret(value: unknown, form: SecretForm = {}, where = "set it"): Uint8Array {
  const refuse = (code: WebhookConfigErrorCode, what: string) =>
    new WebhookConfigError(code, `The secret ${what}: ${where}.`);
  const { strip = "", after = "", suffix = "", requirePrefix, refuse: others = [] } = form;
  let { encoding = "utf8" } = form;
  let bytes: Uint8Array | undefined;
  if (ArrayBuffer.isView(value)) bytes = toBytes(value);
  else {
    if (typeof value !== "string" || !value.trim()) throw refuse("SECRET_MISSING", "is missing");
    if (value.trim() !== value) throw refuse("SECRET_UNUSABLE", "has white space around it, trim it");
    if (NO_SECRET.test(value)) throw refuse("SECRET_UNUSABLE", "is a placeholder, or nothing as text");
    const other = ["-----BEGIN", ...others].find((prefix) => value.startsWith(prefix));
    if (other) throw refuse("SECRET_WRONG_KIND", `is another credential (${other}…)`);
    const prefix = [strip].flat().find((one) => value.startsWith(one as string)) as string | undefined;
    const found = prefix !== undefined && value.includes(after);
    const from = found && after ? value.indexOf(after) + after.length : form.keepPrefix ? 0 : (prefix?.length ?? 0);
    const text = form.normalize ? value.slice(from).normalize(form.normalize) : value.slice(from);
    if (!found) encoding = form.bareEncoding ?? encoding;
    if (!found && requirePrefix) bytes = undefined;
    else if (encoding === "utf8") bytes = toBytes(text + suffix);
    else if (encoding === "hex") bytes = decodeHex(text, true);
    else
      bytes = decodeBase64(
        encoding === "base64" ? text.padEnd(-4 * Math.floor(-text.length / 4), "=") : text,
        encoding !== "base64",
      );
    if (bytes && suffix && encoding !== "utf8") bytes = new Uint8Array([...bytes, ...toBytes(suffix)]);
  }
  if (!bytes?.length)
    throw refuse("SECRET_UNUSABLE", `is not ${requirePrefix ? strip : ""}${encoding}, copy it again, whole`);
  return bytes;
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
