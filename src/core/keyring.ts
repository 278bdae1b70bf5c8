import { WebhookConfigError, WebhookError } from "./errors.js";
import type { AnyProvider } from "./provider.js";
import type { PreparedKey, Scheme } from "./schemes/scheme.js";
import type { NamedSecret } from "./secrets.js";

/** Prepared keys by scheme and secret. A secret that comes from a function at each delivery is made ready once. */
const cache = /* @__PURE__ */ new WeakMap<Scheme, Map<unknown, PreparedKey>>();
const MAX_CACHED = 100;

const FETCHED: readonly PreparedKey[] = [{}];

function prepare({ credential, name }: AnyProvider, scheme: Scheme, value: unknown): PreparedKey {
  let keys = cache.get(scheme);
  const known = keys?.get(value);
  if (known) return known;
  const where = credential ? `${credential.env}, ${credential.name} from ${credential.where}` : `that of ${name}`;
  const key = scheme.prepare(value, where);
  // Bytes can change under the same object.
  if (typeof value === "string") {
    if (!keys || keys.size >= MAX_CACHED) keys = new Map();
    cache.set(scheme, keys.set(value, key));
  }
  return key;
}

/** Every key of a credential. `undefined` beside a usable one is an old secret whose variable is gone. */
function prepareAll(provider: AnyProvider, scheme: Scheme, input: unknown): PreparedKey[] {
  if (typeof input === "string") return [prepare(provider, scheme, input)];
  const given = [input]
    .flat()
    .map((value): Omit<Partial<NamedSecret>, "value"> & { readonly value?: unknown } =>
      typeof value === "object" && value && Object.hasOwn(value, "value") ? (value as NamedSecret) : { value },
    );
  const present = given.filter(({ value }) => value !== undefined);
  return (present.length ? present : [given[0] ?? {}]).map(({ id, value, notAfter }) => {
    const key = prepare(provider, scheme, value);
    const notAfterMs = notAfter && Number(notAfter);
    if (Number.isNaN(notAfterMs)) throw new WebhookConfigError("OPTION_INVALID", `notAfter of ${id} is no date.`);
    return id === undefined ? key : { ...key, id, notAfterMs };
  });
}

/** The keys of a credential: at hand, or for each delivery. */
export interface Keyring {
  readonly ready?: readonly PreparedKey[];
  keysFor(platform: unknown): Promise<readonly PreparedKey[]>;
}

const atHand = (ready: readonly PreparedKey[]): Keyring => ({ ready, keysFor: async () => ready });

/**
 * Gives the keys for a delivery. What is no function is prepared at once, so that a wrong secret stops the app while it starts.
 * @throws WebhookConfigError for a credential that cannot be right
 */
export function createKeyring(provider: AnyProvider, scheme: Scheme, given: object): Keyring {
  const { name } = provider;
  const options = given as Record<string, unknown>;
  // What verifies with fetched keys has one key that stands for all of them.
  if (scheme.credential === "none") return atHand(FETCHED);
  const { options: wanted = [scheme.credential], join = ([first]: readonly unknown[]) => first } = scheme.several ?? {};
  const inputs = wanted.map((option) => options[option]);
  if (inputs.every((input) => input === undefined)) {
    const other = ["secret", "publicKey", "username"].find((option) => options[option] !== undefined);
    if (other && !wanted.includes(other)) {
      throw new WebhookConfigError(
        "CREDENTIAL_MISMATCH",
        `${name} is verified with ${wanted.join(" and ")}, not ${other}.`,
      );
    }
  }
  const toKeys = (values: unknown[]) => prepareAll(provider, scheme, join(values));

  if (!inputs.some((input) => typeof input === "function")) return atHand(toKeys(inputs));
  return {
    async keysFor(platform) {
      try {
        return toKeys(
          await Promise.all(inputs.map((input) => (typeof input === "function" ? input(platform) : input))),
        );
      } catch (cause) {
        const code = scheme.credential === "publicKey" ? "KEY_UNAVAILABLE" : "SECRET_UNAVAILABLE";
        const why = cause instanceof WebhookConfigError ? cause.message : "its function failed.";
        throw new WebhookError(code, `The credential of ${name} cannot be had: ${why}`, cause);
      }
    },
  };
}
