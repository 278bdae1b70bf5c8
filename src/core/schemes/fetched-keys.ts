import type { RawDelivery } from "../delivery.js";
import { WebhookConfigError, WebhookError } from "../errors.js";
import { readSource, type Source } from "../sources.js";
import { preparer } from "./published-keys.js";
import type { KeySource, Moment, NeedsPublicKey, ParsedSignature, PublishedKey, Scheme } from "./scheme.js";

/** Options of a provider whose public keys are fetched. */
export interface NeedsFetch extends Partial<NeedsPublicKey> {
  /** Default: the global `fetch`. With a `publicKey` nothing is fetched. */
  readonly fetch?: typeof fetch | undefined;
}

/** A source that can also give all of its keys, for deliveries that name none. */
export interface ManyKeys extends KeySource {
  /** Every key that is published now. */
  readonly all?:
    | ((...wanted: [...Parameters<KeySource>, anew?: boolean]) => Promise<readonly PublishedKey[]>)
    | undefined;
}

/** A signature scheme, and where its keys come from. */
export interface FetchedKeysData {
  readonly scheme: Scheme<NeedsPublicKey>;
  /** Default: the user gives it as the option `keys`. */
  readonly keys?: ManyKeys | undefined;
  /** Which key a delivery names: by its id, or by its address (`under`, and what stands at `url`). Several: any of them. */
  readonly wants?: readonly { readonly keyId?: Source; readonly url?: Source; readonly under?: string }[] | undefined;
  /** Options of the user that are part of what is signed, as fields of the template. */
  readonly signedOptions?: readonly string[] | undefined;
  /** The option that says who we are, and where a delivery says whom it is for: one key signs for everybody. */
  readonly recipient?: readonly [option: string, at: Source] | undefined;
  /** The part of the body that is signed, where other bytes may hold the same. */
  readonly signedPart?: Source | undefined;
}

const invalid = (what: string) => new WebhookConfigError("OPTION_INVALID", what);

/**
 * A public-key scheme whose keys are fetched when a delivery first needs them.
 * @param data the scheme, and where its keys come from
 * @example
 * ```ts
 * import { ed25519, fetchedKeys, remoteKeys } from "hookonce";
 *
 * const scheme = fetchedKeys({
 *   scheme: ed25519({ header: "x-signature", format: "{signature}", encoding: "hex", signs: "{body}", key: "raw-base64" }),
 *   keys: remoteKeys({ url: "https://keys.acme.example/.well-known/jwks.json", form: "jwks" }),
 * });
 * ```
 */
export function fetchedKeys<Needs extends object = NeedsFetch>(data: FetchedKeysData): Scheme<Needs> {
  const { scheme, keys: ownKeys, wants = [{}], signedOptions = [], recipient, signedPart } = data;
  const prepareAll = preparer(scheme);

  /** The keys that a delivery may be signed with, as it names them. */
  function wantedBy(delivery: RawDelivery): Parameters<KeySource>[0][] {
    const read = (source: Source | undefined) => source && (readSource(source, delivery) as string | undefined);
    const wanted = wants.flatMap((want) => {
      const [keyId, place] = [read(want.keyId), read(want.url)];
      if ((want.keyId && !keyId) || (want.url && !place)) return [];
      return [{ keyId, url: place && (want.under ?? "") + place }];
    });
    if (wanted.length) return wanted;
    throw new WebhookError("SIGNATURE_MISSING", "The delivery does not say with which key it is signed.");
  }

  /** Refuses what is genuine, but meant for somebody else. */
  function checkRecipient(delivery: RawDelivery, [option, source]: readonly [string, Source], expected: unknown): void {
    let value: unknown;
    try {
      value = readSource(source, delivery);
    } catch {
      // Nothing that can be read names us.
    }
    if (value !== expected) {
      throw new WebhookError(
        "SIGNATURE_MISMATCH",
        `It is genuine, but its ${source.path} is not the ${option} that was set.`,
      );
    }
  }

  function build(options: Record<string, unknown> | undefined): Scheme {
    const pinned = options?.publicKey !== undefined;
    const { fetch: send, keys = ownKeys } = (options ?? {}) as { fetch?: typeof fetch; keys?: ManyKeys };
    const named = recipient ? [...signedOptions, recipient[0]] : signedOptions;
    const values: Record<string, string> = Object.create(null);
    for (const name of options ? named : []) {
      const value = options?.[name];
      if (typeof value !== "string" || !/^[\w.:@|/-]{1,256}$/.test(value))
        throw invalid(`${name} is missing, or no plain text.`);
      values[name] = value;
    }
    if (send !== undefined && typeof send !== "function") throw invalid("fetch is a function like the global one.");
    if (options && !pinned && typeof keys !== "function") {
      throw new WebhookConfigError(
        "SECRET_MISSING",
        "There is no public key: set publicKey, or keys as from remoteKeys.",
      );
    }

    async function checkFetched(delivery: RawDelivery, parsed: ParsedSignature, moment: Moment): Promise<number> {
      const fetching = { ...(send && { fetch: send }), clock: () => moment.nowMs };
      const source = keys as ManyKeys;
      const wanted = wantedBy(delivery);
      const find = async (one: Parameters<KeySource>[0], anew: boolean) =>
        one.keyId === undefined && source.all ? source.all(one, fetching, anew) : [await source(one, fetching)];
      const attempt = async (anew: boolean): Promise<number> => {
        const found = await Promise.allSettled(wanted.map((one) => find(one, anew)));
        const prepared = prepareAll(found.flatMap((one) => (one.status === "fulfilled" ? one.value : [])));
        if ((await scheme.check(delivery, parsed, prepared, moment)) >= 0) return 0;
        const failed = found.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
        if (failed.length) throw failed.find((error) => error?.code !== "KEY_UNKNOWN") ?? failed[0];
        if (!prepared.length) throw new WebhookError("KEY_UNAVAILABLE", "The published keys are of another kind.");
        return -1;
      };
      const at = await attempt(false);
      // Where keys have no names, only a fresh look tells a forgery from a key that is new.
      const nameless = wanted.some(({ keyId, url }) => keyId === undefined && url === undefined);
      return at < 0 && nameless && source.all ? attempt(true) : at;
    }

    return {
      ...scheme,
      described: { recipient, wants },
      credential: pinned ? "publicKey" : "none",
      ...(signedOptions.length > 0 && { signedOptions }),
      configure: (given) => build(given as Record<string, unknown>),
      ...(signedPart && { canonical: (delivery) => readSource(signedPart, delivery) as string }),
      check: async (delivery, parsed, given, moment) => {
        if (!options) return build({}).check(delivery, parsed, given, moment);
        const filled = { ...parsed, fields: { ...parsed.fields, ...values } };
        const at = pinned
          ? await scheme.check(delivery, filled, given, moment)
          : await checkFetched(delivery, filled, moment);
        if (at >= 0 && recipient) checkRecipient(delivery, recipient, values[recipient[0]]);
        return at;
      },
    };
  }

  return build(undefined) as Scheme<Needs>;
}
