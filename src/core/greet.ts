import { type Answer, text } from "./answer.js";
import { type RawDelivery, readHeader } from "./delivery.js";
import { WebhookError } from "./errors.js";
import type { GenuineEvent } from "./event.js";
import { createHandshakeKeys } from "./greet-keys.js";
import type { Greet, GreetOptions, GreetSettings } from "./handshakes.js";
import type { AnyProvider, Handshake, HandshakeValue } from "./provider.js";
import type { Scheme } from "./schemes/scheme.js";
import { insideBytes, parsePairs, queryOf, readSource, type Source } from "./sources.js";
import type { Verifier } from "./verify.js";

const ECHO = /^[!-~]{1,512}$/;
/** What was URL-encoded may have held spaces. */
const ECHO_QUERY = /^[ -~]{1,512}$/;
/** Nothing that could be the body of a delivery: whoever asks would else be given its signature. */
const HASHED = /^[\w.~+/-]{1,510}={0,2}$/;

const NO_STORE = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

const malformed = (what: string) => new WebhookError("HANDSHAKE_MALFORMED", what);

type Reader = (source: Source) => unknown;

const isInside = (source: Source | undefined) => source && source.in !== "header" && source.in !== "query";

/** Reads one value. Two values of a header or a parameter are none: two readers could pick differently. */
function readerOf(delivery: RawDelivery, event: GenuineEvent | undefined): Reader {
  return (source) => {
    const { in: place, path } = source;
    if (isInside(source)) {
      if (event) return event.at(source);
      try {
        return readSource(source, { ...delivery, body: insideBytes(delivery.body) });
      } catch {
        // No handshake. What else is wrong with it the verification says.
        return;
      }
    }
    try {
      if (place === "header") return readHeader(delivery.headers, path);
      const values = parsePairs(queryOf(delivery.url).slice(1)).filter(([name]) => name === path);
      if (values.length < 2) return values[0]?.[1];
    } catch {}
    throw malformed(`The ${place} ${path} came more than once, or cannot be decoded.`);
  };
}

function fits({ method, has, equals }: Handshake, at: Reader): boolean {
  if (!has && !equals) return method !== "POST";
  if (has && (at(has) ?? undefined) === undefined) return false;
  return !equals || at(equals[0]) === equals[1];
}

/** Whether a delivery brings no signature, so that there is nothing to verify. */
function isUnsigned(scheme: Scheme, delivery: RawDelivery): boolean {
  try {
    scheme.parse(delivery);
    return false;
  } catch (error) {
    return error instanceof WebhookError ? error.code === "SIGNATURE_MISSING" : !!scheme.looksInside;
  }
}

/**
 * Makes the answers to a provider's handshakes.
 * @throws WebhookConfigError for a `verifyToken` that cannot be right
 */
export function createGreet(
  { provider, endpoint, onHandshake }: GreetSettings,
  own: GreetOptions,
  verifyDelivery: Verifier<AnyProvider>,
): Greet {
  const keys = createHandshakeKeys(provider, own);
  const { handshakes = [] } = provider;
  const scheme = provider.scheme.configure?.(own) ?? provider.scheme;
  const posted = handshakes.filter(({ method }) => method === "POST");
  // Once the signature holds, what is in a body is an event's own, however much it looks like a challenge that proves nothing.
  const signed = posted.filter(
    ({ check, has, equals }) => check === "signature" || [has, equals?.[0]].every((source) => !isInside(source)),
  );
  const unsigned = posted.filter(({ check }) => check !== "signature");

  return async (delivery, platform, event) => {
    const { method } = delivery;
    const at = readerOf(delivery, event);
    let among: readonly Handshake[] = handshakes;
    if (method === "POST") {
      // Nothing of what can be verified is looked at before.
      among = event ? signed : unsigned;
      if (!event && among.length && !isUnsigned(scheme, delivery)) return;
    }
    const found = among.find((handshake) => handshake.method === method && fits(handshake, at));
    if (!found) return;
    const { check, has, equals, verifyToken, confirm, status = 200 } = found;
    if (check === "signature" && !event) await verifyDelivery(delivery, platform);
    if (check === "verifyToken") await keys.checkToken(verifyToken && at(verifyToken), platform);

    const values: Record<string, string> = {};
    for (const source of [has, equals?.[0]]) {
      const value = source && at(source);
      if (source && typeof value === "string" && ECHO_QUERY.test(value)) values[source.path] = value;
    }
    const plain = (source: Source, pattern = source.in === "query" ? ECHO_QUERY : ECHO): string => {
      const value = at(source);
      if (typeof value === "string" && pattern.test(value)) {
        values[source.path] = value;
        return value;
      }
      throw malformed(`What ${source.in} ${source.path} holds is no plain text of up to 512 characters.`);
    };
    const resolve = async (value: HandshakeValue): Promise<string | number> => {
      if (typeof value !== "object") return value;
      if (!("hmac" in value)) return plain(value);
      return (value.prefix ?? "") + (await keys.hash(plain(value.hmac, HASHED), value.encoding, platform));
    };
    const resolveAll = async (all: Readonly<Record<string, HandshakeValue>> = {}) => {
      const resolved: Record<string, string | number> = {};
      for (const [name, value] of Object.entries(all)) resolved[name] = await resolve(value);
      return resolved;
    };
    const headers = { ...NO_STORE, ...(await resolveAll(found.headers)) } as Record<string, string>;
    let answer: Answer = { status, headers };
    if (found.text !== undefined) answer = text(status, String(await resolve(found.text)), headers);
    else if (found.json) {
      const body = JSON.stringify(await resolveAll(found.json));
      answer = { status, headers: { "content-type": "application/json", ...headers }, body };
    }
    await confirm?.visit(at(confirm.at), { fetch: own.fetch });
    try {
      await onHandshake?.({ provider: provider.id, endpoint, method: found.method, check, values, status });
    } catch (error) {
      throw new WebhookError("HANDLER_FAILED", "onHandshake failed, so that the handshake is refused.", error);
    }
    return method === "HEAD" ? { ...answer, body: undefined } : answer;
  };
}
