import type { Kit } from "../kit.js";

/** Why a probe does not fit the provider. */

export const noHeader = ({ headers }: Kit) => !headers.length && "the signature of this provider stands in no header";

export const bodyUnsigned = ({ provider }: Kit) =>
  !provider.scheme.covers.body &&
  `${provider.name} signs no body: whoever has its token can send any. Fetch what an event is about before you act on it`;

export const signedInside = ({ provider }: Kit) =>
  Boolean(provider.scheme.looksInside) && "the signature of this provider stands inside the body";

export const noJson = ({ provider }: Kit) => {
  const { payload = "json" } = provider;
  const isJson = payload === "json" || payload === "form-or-json" || (typeof payload === "object" && payload.orJson);
  return !isJson && "this provider sends no JSON";
};

export const noTime = ({ provider }: Kit) => {
  const { scheme, timestampAfter } = provider;
  const time = (scheme.described as { readonly time?: unknown } | undefined)?.time;
  const isTimed = scheme.covers.fields.includes("timestamp") || timestampAfter !== undefined || time !== undefined;
  return (
    !isTimed &&
    "this provider signs no time: a recorded delivery stays good for ever, so that only its id tells a replay"
  );
};

export const noSharedSecret = ({ provider }: Kit) =>
  (provider.scheme.credential !== "secret" || !provider.scheme.covers.body) &&
  "this provider signs with no shared secret";

export const noEffects = (kit: Kit) =>
  !kit.countsEffects && "effects cannot be seen from outside: --effects-url <url of a counter>";

/** The first reason of several. */
export const any =
  (...reasons: readonly ((kit: Kit) => string | false | undefined)[]) =>
  (kit: Kit) =>
    reasons.map((reason) => reason(kit)).find(Boolean);

/** Why a body cannot be written by the probe. */
export const rawJson = any(noJson, signedInside, bodyUnsigned);
