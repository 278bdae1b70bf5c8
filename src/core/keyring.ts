import { WebhookConfigError, WebhookError } from "./errors.js";
import type { AnyProvider } from "./provider.js";
import type { PreparedKey, Scheme } from "./schemes/scheme.js";

/** Prepared keys by scheme and secret. A secret that comes from a function at each delivery is made ready once. */
const cache = /* @__PURE__ */ new WeakMap<Scheme, Map<string, PreparedKey>>();
const MAX_CACHED = 100;

function prepare(scheme: Scheme, value: unknown, where: string): PreparedKey {
  if (typeof value !== "string") return scheme.prepare(value, where);
  let keys = cache.get(scheme);
  if (!keys) cache.set(scheme, (keys = new Map()));
  let key = keys.get(value);
  if (!key) {
    key = scheme.prepare(value, where);
    if (keys.size >= MAX_CACHED) keys.clear();
    keys.set(value, key);
  }
  return key;
}

interface Named {
  readonly id: string;
  readonly value: unknown;
  readonly notAfter?: Date | undefined;
}

const isNamed = (value: unknown): value is Named => typeof value === "object" && value !== null && "value" in value;

/** Every usable key. `undefined` beside a usable one is an old secret whose variable is gone. */
function prepareAll(scheme: Scheme, input: unknown, where: string): PreparedKey[] {
  const given = Array.isArray(input) ? input : [input];
  const present = given.filter((value) => value !== undefined);
  return (present.length ? present : [undefined]).map((value) => {
    if (!isNamed(value)) return prepare(scheme, value, where);
    if (value.notAfter !== undefined && Number.isNaN(Number(value.notAfter))) {
      throw new WebhookConfigError("OPTION_INVALID", `notAfter of the secret ${value.id} is no date.`);
    }
    return { ...prepare(scheme, value.value, where), id: value.id, notAfterMs: value.notAfter && Number(value.notAfter) };
  });
}

/**
 * Gives the keys for a delivery. What is no function is prepared at once, so that a wrong secret stops the app while it starts.
 * @throws WebhookConfigError for a credential that cannot be right
 */
export function createKeyring(
  { scheme, credential, name }: AnyProvider,
  given: object,
): (platform: unknown, now: number) => Promise<readonly PreparedKey[]> | readonly PreparedKey[] {
  const options = given as Record<string, unknown>;
  const where = credential ? `${credential.env}, ${credential.name}: ${credential.where}` : `the credential of ${name}`;
  const wanted = scheme.credential === "basic" ? ["username", "password"] : [scheme.credential];
  const others = ["secret", "publicKey", "username"].filter((option) => options[option] !== undefined);
  if (!wanted.some((option) => option in options) && others.length) {
    throw new WebhookConfigError("CREDENTIAL_MISMATCH", `${name} is verified with ${wanted.join(" and ")}, not ${others}.`);
  }
  const inputs = wanted.map((option) => options[option]);
  const toKeys = (values: unknown[]) => {
    if (scheme.credential !== "basic") return prepareAll(scheme, values[0], where);
    const [username, password] = values;
    if (!username || !password || typeof username !== "string" || username.includes(":")) {
      throw new WebhookConfigError("SECRET_MISSING", `There is no username without a colon, or no password: ${where}.`);
    }
    return [prepare(scheme, `${username}:${password}`, where)];
  };
  const usable = (keys: readonly PreparedKey[], now: number) => {
    if (!keys.some((key) => key.notAfterMs !== undefined)) return keys;
    const left = keys.filter((key) => key.notAfterMs === undefined || now <= key.notAfterMs);
    if (left.length) return left;
    throw new WebhookError("SECRET_UNAVAILABLE", `Every secret is past its notAfter: ${where}.`);
  };

  if (!inputs.some((input) => typeof input === "function")) {
    const keys = toKeys(inputs);
    return (_platform, now) => usable(keys, now);
  }
  return async (platform, now) => {
    let keys: PreparedKey[];
    try {
      keys = toKeys(
        await Promise.all(inputs.map((input) => (typeof input === "function" ? input(platform) : input))),
      );
    } catch (cause) {
      const code = scheme.credential === "publicKey" ? "KEY_UNAVAILABLE" : "SECRET_UNAVAILABLE";
      const why = cause instanceof WebhookConfigError ? cause.message : "the function that gives it failed.";
      throw new WebhookError(code, `The credential of ${name} cannot be had: ${why}`, cause);
    }
    return usable(keys, now);
  };
}
