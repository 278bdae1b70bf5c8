import { WebhookConfigError, WebhookError } from "../core/errors.js";
import type { KeySource, PublishedKey } from "../core/schemes/scheme.js";
import { type AllowAddress, allowAddress } from "./address.js";
import { type FetchLimits, guardedFetch } from "./guarded-fetch.js";
import { createKeyCache, type ReadThrough } from "./key-cache.js";
import { type KeySet, type KeysForm, readKeys } from "./read-keys.js";

/** Where an owner publishes keys, and in which form. Either `url`, or `hosts` and `path`. */
export interface RemoteKeysData extends FetchLimits {
  /** The one address. `{keyId}` stands for the id that a delivery names. */
  readonly url?: string | undefined;
  /**
   * The hosts of addresses that a delivery names: exact, lower case; `<region>` stands for one label like `eu-central-1`.
   * Beside `url` they say where that may be.
   */
  readonly hosts?: readonly string[] | undefined;
  /** The path of addresses that a delivery names. `*` stands for letters, digits, `-` and `_`. */
  readonly path?: string | undefined;
  readonly form: KeysForm;
  /** Common names of which a certificate must have one. Default: any. */
  readonly commonNames?: readonly string[] | undefined;
  /** Headers of the request, such as the key of an interface that is not open to all. */
  readonly headers?: (() => Readonly<Record<string, string>>) | undefined;
  /** For how long a key is taken as it is. Default 3600. */
  readonly freshSeconds?: number | undefined;
  /** For how much longer while it cannot be fetched anew. Default 86,400. */
  readonly staleSeconds?: number | undefined;
}

/** A {@link KeySource} over what was published; `all` gives every key, where deliveries name none. */
export interface RemoteKeys extends KeySource {
  /** `anew` asks for a fresh fetch, which happens at most every 30 s. */
  all(...wanted: [...Parameters<KeySource>, anew?: boolean]): Promise<readonly PublishedKey[]>;
}

const unknown = (what: string) => new WebhookError("KEY_UNKNOWN", what);

/** Which address the key is at that a delivery names. */
function addressOf({ url, hosts, path }: RemoteKeysData): (wanted: Parameters<KeySource>[0]) => string {
  const invalid = () =>
    new WebhookConfigError("PROVIDER_INVALID", "Remote keys need a plain https url, or hosts and path.");
  if (url === undefined) {
    if (!hosts || path === undefined) throw invalid();
    const allow = allowAddress({ hosts, path });
    return (wanted) => {
      const found = allow(wanted.url);
      if (found === undefined) throw unknown("The delivery names a key at an address that is not the sender's.");
      return found;
    };
  }
  const [, host = "", rest = ""] = String(url).match(/^https:\/\/([^/]+)(\/.*)$/) ?? [];
  if (hosts && !hosts.includes(host)) throw invalid();
  const allow: AllowAddress = allowAddress({ hosts: [host], path: rest.replace("{keyId}", "*") });
  return ({ keyId }) => {
    const found = allow(url.replace("{keyId}", keyId ?? "/"));
    if (found === undefined) throw unknown("The delivery names no key id, or none that can be one.");
    return found;
  };
}

const isNow = ({ notBeforeMs = 0, notAfterMs = Infinity }: KeySet, nowMs: number) =>
  notBeforeMs <= nowMs && nowMs <= notAfterMs;

/**
 * Keys that an owner publishes: fetched when a delivery first needs them, from his own hosts only, and kept for a while. An
 * address that a delivery names is never fetched unless it passes the rule.
 *
 * No redirect is followed, and an answer of more than 64 KiB or 3 s is none. What was fetched counts for an hour, and for a day
 * more while its owner cannot be reached; an id that is not in a set has that fetched anew, at most every 30 s.
 * @param data where the keys are, and in which form
 * @returns a source that throws `KEY_UNKNOWN` for a key that is not published and `KEY_UNAVAILABLE` when it cannot be fetched
 * @throws WebhookConfigError `PROVIDER_INVALID` when the data allow no address, or too many
 * @example
 * ```ts
 * import { remoteKeys } from "hookonce";
 *
 * const keys = remoteKeys({ url: "https://keys.acme.example/.well-known/jwks.json", form: "jwks" });
 * ```
 */
export function remoteKeys(data: RemoteKeysData): RemoteKeys {
  const { form, commonNames, headers, freshSeconds = 3600, staleSeconds = 86_400, maxBytes, timeoutMs } = data;
  const addressFor = addressOf(data);
  const limits = {
    entries: 100,
    inFlight: 8,
    freshMs: freshSeconds * 1000,
    staleMs: staleSeconds * 1000,
    pauseMs: 30_000,
  };
  /** What one `fetch` brought says nothing about another one. */
  const caches = new WeakMap<typeof fetch, ReadThrough<KeySet>>();

  async function load(url: string, send: typeof fetch): Promise<KeySet> {
    const text = await guardedFetch(url, { fetch: send, headers: headers?.(), maxBytes, timeoutMs });
    const set = readKeys(text, form);
    if (!set) throw new WebhookError("KEY_UNAVAILABLE", "What is published at the address of the key is no key.");
    return set;
  }

  async function find(
    wanted: Parameters<KeySource>[0],
    { fetch: send = fetch, clock = Date.now }: Parameters<KeySource>[1],
    enough: (set: KeySet) => boolean,
  ): Promise<KeySet> {
    const url = addressFor(wanted);
    const cache = caches.get(send) ?? createKeyCache<KeySet>(limits);
    caches.set(send, cache);
    const nowMs = clock();
    const set = await cache(
      url,
      nowMs,
      () => load(url, send),
      (known) => isNow(known, nowMs) && enough(known),
    );
    if (!isNow(set, nowMs)) throw unknown("The certificate of the key is not valid now.");
    if (commonNames && !commonNames.includes(set.commonName as string)) {
      throw unknown("The certificate of the key is somebody else's.");
    }
    return set;
  }

  const one: KeySource = async (wanted, options) => {
    const { keyId } = wanted;
    const named = ({ keys }: KeySet) =>
      form === "jwks" && keyId !== undefined ? keys.filter(({ id }) => id === keyId) : keys;
    const [found, another] = named(await find(wanted, options, (set) => named(set).length > 0));
    if (!found) throw unknown("No key with that id is published.");
    if (another)
      throw unknown(
        keyId === undefined ? "It names no key, and several are published." : "Its key id is not one key's.",
      );
    return found.key;
  };
  const all: RemoteKeys["all"] = async (wanted, options, anew = false) =>
    (await find(wanted, options, ({ keys }) => !anew && keys.length > 0)).keys.map(({ key }) => key);
  return Object.assign(one, { all });
}
