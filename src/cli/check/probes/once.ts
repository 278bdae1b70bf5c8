import { answered, isAccepted } from "../../deliver.js";
import type { Answer } from "../../http.js";
import type { Kit } from "../kit.js";
import { layoutOf } from "../signature-place.js";
import type { JudgedProbe, Verdict } from "../types.js";
import { any, bodyUnsigned, noEffects, noHeader } from "./limits.js";

export const DEDUPE =
  "Providers send an event again when they saw no 2xx, and when somebody clicks resend. Claim its id in a store before the handler runs.";

/** What a duplicate did, where effects are counted. */
function judged(what: string, answer: Answer, grown: number | undefined): Verdict {
  if (!isAccepted(answer)) {
    return {
      section: "mend",
      says: `${what} ${answered(answer)}.`,
      remedy: "The provider takes that for a failure and goes on sending. Answer 2xx to an event that is done.",
    };
  }
  if (grown === undefined) return { section: "right", says: `${what} is acknowledged (${answer.status}).` };
  if (grown > 0) return { section: "dangerous", says: `${what} took effect once more.`, remedy: DEDUPE };
  return { section: "right", says: `${what} is acknowledged (${answer.status}) and takes no effect.` };
}

/** Headers in which providers and generic libraries have an id that nobody signed. */
const ID_HEADERS = [
  "x-github-delivery",
  "x-webhook-id",
  "webhook-id",
  "x-request-id",
  "x-event-id",
  "x-delivery-id",
  "idempotency-key",
  "x-shopify-webhook-id",
  "x-shopify-event-id",
  "linear-delivery",
  "svix-id",
];

const noHold = ({ holdsReplays }: Kit) => !holdsReplays && "no replay is held back here, in whatever form it comes";

/** Where the provider's own id is not signed, nobody can tell such a replay from a new event. */
const ownIdUnsigned = ({ provider }: Kit) => {
  const [first] = [provider.eventId ?? []].flat();
  const isSigned = first?.in !== "header" || provider.scheme.covers.fields.includes(`header:${first.path}`);
  return (
    !isSigned && "this provider does not sign the id of an event: a replay with another id is told by its time alone"
  );
};

/** Deliveries of an event that was delivered before. */
export const ONCE: readonly JudgedProbe[] = [
  {
    id: "effects",
    title: "one event",
    unless: ({ options }) =>
      !options.effects && "effects cannot be seen from outside: --effects-url <url of a counter>",
    async judge(kit) {
      const [answer, grown] = await kit.growth(async () => kit.send("effects", kit.request(await kit.sign())));
      kit.countsEffects = grown !== undefined && grown > 0;
      if (grown === 1) return { section: "right", says: "One event takes effect once." };
      if (grown !== undefined && grown > 1) {
        return {
          section: "dangerous",
          says: `One event took effect ${grown} times.`,
          remedy: "Look for a handler that is mounted twice.",
        };
      }
      const says = `The counter of effects did not move for an event that ${answered(answer)}.`;
      return { section: "untold", says };
    },
  },
  {
    id: "replay",
    title: "the same delivery again",
    async judge(kit) {
      const request = kit.request(await kit.sign());
      await kit.send("replay", request);
      const [answer, grown] = await kit.growth(() => kit.send("replay", request));
      kit.holdsReplays = !isAccepted(answer) || grown === 0;
      return judged("The same delivery, sent again,", answer, kit.countsEffects ? grown : undefined);
    },
  },
  {
    id: "retry",
    title: "the same event, signed anew",
    async judge(kit) {
      const event = kit.newEvent();
      await kit.send("retry", kit.request(await kit.sign(event)));
      const later = await kit.sign(event, { timestamp: Date.now() + 2000 });
      const [answer, grown] = await kit.growth(() => kit.send("retry", kit.request(later)));
      return judged("The same event, signed anew as in a retry,", answer, kit.countsEffects ? grown : undefined);
    },
  },
  {
    id: "fresh-id",
    title: "the same delivery with fresh unsigned ids",
    unless: any(noEffects, bodyUnsigned, ownIdUnsigned, noHold),
    async judge(kit) {
      const request = kit.request(await kit.sign());
      await kit.send("fresh-id", request);
      const { fields } = kit.provider.scheme.covers;
      const unsigned = ID_HEADERS.filter((name) => !fields.includes(`header:${name}`));
      const fresh = Object.fromEntries(unsigned.map((name) => [name, `fresh-${kit.newEvent().marker}`]));
      const again = { ...request, headers: kit.set(request, fresh) };
      const [answer, grown = 0] = await kit.growth(() => kit.send("fresh-id", again));
      if (!isAccepted(answer) || !grown)
        return { section: "right", says: "A replay with a fresh unsigned id takes no effect." };
      return {
        section: "dangerous",
        says: "A replay took effect again because it came with a fresh id in a header that nobody signed.",
        remedy: "Take the id from what is signed: from the body, or the digest of the body where it has none.",
      };
    },
  },
  {
    id: "respelt",
    title: "a replay whose signature is in capitals",
    unless: any(
      noEffects,
      noHold,
      noHeader,
      ({ provider }) => layoutOf(provider).encoding !== "hex" && "the signature is no hexadecimal text",
    ),
    async judge(kit) {
      const signed = await kit.sign();
      const request = kit.request(signed);
      await kit.send("respelt", request);
      const text = kit.signatureText(signed) ?? "";
      const [name = ""] = kit.headers;
      const headers = kit.set(request, { [name]: (signed.headers[name] ?? "").replace(text, text.toUpperCase()) });
      const [, grown = 0] = await kit.growth(() => kit.send("respelt", { ...request, headers }));
      if (!grown) return { section: "right", says: "A replay whose signature is spelt in capitals takes no effect." };
      const remedy = "A replay is told by the text of its header. Tell it by the id of the event.";
      return {
        section: "dangerous",
        says: "A replay took effect again because its signature was spelt in capitals.",
        remedy,
      };
    },
  },
];
