import { answered, isAccepted } from "../../deliver.js";
import type { JudgedProbe, PlainProbe } from "../types.js";
import { any, noJson, signedInside } from "./limits.js";

export const METHODS: readonly PlainProbe[] = [
  {
    id: "wrong-method",
    title: "a genuine delivery as PUT",
    expect: "refused",
    right: "A method that the provider does not use is refused",
    level: "mend",
    wrong: "A delivery was accepted with PUT, which the provider does not use",
    remedy: "Take POST only, and answer 405 otherwise: what nobody sends should lead nowhere.",
    make: async (kit) => kit.request(await kit.sign(undefined, { method: "PUT" })),
  },
];

/** Whether the endpoint stands what goes wrong on the way. */
export const ROBUST: readonly JudgedProbe[] = [
  {
    id: "not-json",
    title: "a signed body that is no JSON",
    unless: any(noJson, signedInside),
    async judge(kit) {
      const { marker, occurredMs, headers } = kit.newEvent();
      const signed = await kit.sign({ marker, occurredMs, headers, payload: '{"cut off' });
      const answer = await kit.send("not-json", kit.request(signed));
      if (answer.status < 500 && !answer.fault) {
        return { section: "right", says: `A signed body that is no JSON ${answered(answer)}.` };
      }
      return {
        section: "mend",
        says: `A signed body that is no JSON ${answered(answer)}.`,
        remedy: "The provider takes that for your fault and retries for days. Answer 400 to what cannot be parsed.",
      };
    },
  },
  {
    id: "broken-off",
    title: "a connection that breaks off",
    async judge(kit) {
      const signed = await kit.sign();
      const half = signed.body.subarray(0, Math.floor(signed.body.length / 2));
      const answer = await kit.send(
        "broken-off",
        kit.request(signed, { body: half, declaredLength: signed.body.length }),
      );
      if (isAccepted(answer)) {
        const remedy = "Wait for the whole body before anything is done with it.";
        return { section: "dangerous", says: "A delivery whose connection broke off half-way was accepted.", remedy };
      }
      const after = await kit.send("broken-off", kit.request(await kit.sign()));
      if (isAccepted(after)) return { section: "right", says: "A connection that breaks off does no harm." };
      return {
        section: "dangerous",
        says: "After a connection that broke off, genuine deliveries are no longer accepted.",
        remedy: "Handle the error of an unfinished request; your process may have died of it.",
      };
    },
  },
];

/** In the end: is it still there? */
export const ALIVE: PlainProbe = {
  id: "still-there",
  title: "a genuine delivery after all that",
  expect: "accepted",
  right: "After all that, a genuine delivery is still accepted",
  level: "dangerous",
  wrong: "After all that, genuine deliveries are no longer accepted",
  remedy: "Something among these requests stopped it. Run it again beside its log.",
  make: async (kit) => kit.request(await kit.sign()),
};
