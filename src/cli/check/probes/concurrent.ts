import { answerText, isAccepted } from "../../deliver.js";
import { LIMITS } from "../budget.js";
import type { JudgedProbe } from "../types.js";
import { DEDUPE } from "./once.js";

/** Duplicates side by side, and the retry of what failed. */
export const CONCURRENT: readonly JudgedProbe[] = [
  {
    id: "concurrent",
    title: `${LIMITS.atOnce} duplicates at once`,
    async judge(kit) {
      const request = kit.request(await kit.sign());
      const copies = Array.from({ length: LIMITS.atOnce }, () => request);
      const [answers, grown] = await kit.growth(() => kit.sendTogether("concurrent", copies));
      const accepted = answers.filter(isAccepted).length;
      const later = answers.filter(({ status }) => [409, 423, 425, 429, 503].includes(status)).length;
      const what = `${LIMITS.atOnce} duplicates at once`;
      if (!accepted || accepted + later < answers.length) {
        const says = `Of ${what}, ${answers.length - accepted - later} failed in another way than "come again".`;
        return { section: "mend", says, remedy: "Answer duplicates of an event that still runs with 2xx, 409 or 503." };
      }
      if (!kit.countsEffects || grown === undefined) {
        const says = `${what}: ${accepted} were acknowledged. Whether the event took effect once cannot be seen from outside.`;
        return { section: "untold", says };
      }
      if (grown === 1) return { section: "right", says: `${what} take effect once (${accepted} acknowledged).` };
      if (!grown)
        return { section: "untold", says: `${what} were acknowledged, and the counter of effects did not move.` };
      const race =
        "Looking up an id and then writing it is a race. Claim it in one step: INSERT … ON CONFLICT, SET NX.";
      const remedy = kit.holdsReplays ? race : DEDUPE;
      return { section: "dangerous", says: `${what} took effect ${grown} times.`, remedy };
    },
  },
  {
    id: "retry-after-failure",
    title: "the retry of an event that failed",
    unless: ({ options }) =>
      !options.failing && "a failure cannot be forced from outside: --fail-file <a body on which your handler fails>",
    async judge(kit) {
      const request = kit.request(await kit.sign(kit.options.failing));
      const first = await kit.send("retry-after-failure", request);
      const again = await kit.send("retry-after-failure", request);
      if (isAccepted(first)) {
        const remedy = "The provider takes 2xx for done and never sends it again. Answer 500 when the work failed.";
        return {
          section: "dangerous",
          says: `An event on which the handler fails is answered ${first.status}.`,
          remedy,
        };
      }
      if (!isAccepted(again))
        return { section: "right", says: `An event that failed (${answerText(first)}) runs again when it is retried.` };
      const remedy = "The event was marked as done before it was. Give the claim back when the handler fails.";
      return {
        section: "dangerous",
        says: `An event that failed (${answerText(first)}) was taken for done when it came again.`,
        remedy,
      };
    },
  },
];
