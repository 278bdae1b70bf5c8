// Ways to break a store. A proof that cannot fail proves nothing: with any of these the run has to end with violations.

let count = 0;

/** Everybody may run. */
const noClaim = (store) =>
  store.run
    ? { ...store, run: (key, options, work) => store.run(`${key}:${process.pid}-${++count}`, options, work) }
    : { ...store, claim: async () => ({ state: "claimed", fence: ++count, attempt: 1 }), complete: async () => true };

/** The event is recorded as done before the handler has begun. */
const markEarly = (store) =>
  store.run
    ? {
        ...store,
        async run(key, options, work) {
          const marked = await store.run(key, options, async () => {});
          return marked.state === "committed" ? store.run(`${key}:work`, options, work) : marked;
        },
      }
    : {
        ...store,
        async claim(key, options) {
          const claim = await store.claim(key, options);
          if (claim.state === "claimed") await store.complete(key, claim.fence, options);
          return claim;
        },
      };

/** Whoever completes is believed. */
const noFence = (store) => ({
  ...store,
  async complete(key, fence, options) {
    await store.complete(key, fence, options);
    return true;
  },
});

/** @type {Record<string, (store: any) => any>} */
export const SABOTAGE = { "no-claim": noClaim, "mark-early": markEarly, "no-fence": noFence };
