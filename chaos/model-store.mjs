// The store of the model: what docs/stores.md asks of a claim, as pure functions of one record. Time is one bit, `lapsed`.

/**
 * @typedef {{ state: "free" | "running" | "released" | "done", fence: number, attempt: number, lapsed: boolean }} Row
 * @typedef {{ row: Row, answer: boolean | { state: "claimed" | "running" | "done", fence?: number, attempt?: number } }} Outcome
 */

/** @type {Row} */
export const NOTHING = { state: "free", fence: 0, attempt: 0, lapsed: false };

const holds = (row, fence) => row.fence === fence;

/** What a claim makes of a row that it has read. */
const take = (row) => {
  const taken = { state: "running", fence: row.fence + 1, attempt: row.attempt + 1, lapsed: false };
  return { row: taken, answer: { state: "claimed", fence: taken.fence, attempt: taken.attempt } };
};

/** @param {{ unfenced?: readonly string[], leased?: boolean }} [lacks] */
const createModelStore = ({ unfenced = [], leased = true } = {}) => ({
  torn: false,
  claim(row) {
    if (row.state === "done") return { row, answer: { state: "done" } };
    if (row.state === "running" && !row.lapsed && leased) return { row, answer: { state: "running" } };
    return take(row);
  },
  complete(row, fence) {
    if (!holds(row, fence) && !unfenced.includes("complete")) return { row, answer: false };
    if (row.state !== "running") return { row, answer: row.state === "done" };
    return { row: { ...row, state: "done", lapsed: false }, answer: true };
  },
  release(row, fence) {
    if (!holds(row, fence) && !unfenced.includes("release")) return { row, answer: false };
    if (row.state !== "running") return { row, answer: row.state === "released" };
    return { row: { ...row, state: "released", lapsed: false }, answer: true };
  },
  extend(row, fence) {
    if ((!holds(row, fence) && !unfenced.includes("extend")) || row.state !== "running") return { row, answer: false };
    return { row: { ...row, lapsed: false }, answer: true };
  },
});

export const MODEL_STORE = createModelStore();

/** Stores that lack one thing each: the model check has to find every one of them out. */
export const BROKEN_STORES = {
  "no fence": createModelStore({ unfenced: ["complete", "release", "extend"] }),
  "no fence at complete": createModelStore({ unfenced: ["complete"] }),
  "no fence at release": createModelStore({ unfenced: ["release"] }),
  "no fence at extend": createModelStore({ unfenced: ["extend"] }),
  "no lease": createModelStore({ leased: false }),
  // The row is read in one step and written in another.
  "claim not atomic": { ...MODEL_STORE, torn: true, take },
  // A claim that records the event as done: whoever crashes then has lost it.
  "done at the claim": {
    ...MODEL_STORE,
    claim(row) {
      const { row: after, answer } = MODEL_STORE.claim(row);
      return { row: answer.state === "claimed" ? { ...after, state: "done" } : after, answer };
    },
  },
};
