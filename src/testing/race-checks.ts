import type { Claim } from "../receiver/idempotency.js";
import { SHORT_MS } from "./clock.js";
import { holds, is } from "./expect.js";
import type { Check, Handle, Run, Trial } from "./trial.js";

const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));

/** The winners among claims; the others must be told what is true. */
function winners(claims: readonly Claim[], others: Claim["state"]): number {
  for (const { state } of claims) if (state !== "claimed") is(state, others, "A loser is told what the event is.");
  return claims.filter(({ state }) => state === "claimed").length;
}

/** Sixteen claims at once, shared out among store objects. */
export const sixteen = (key: string, ...handles: readonly Handle[]): Promise<Claim[]> =>
  Promise.all(times(16, (index) => (handles[index % handles.length] as Handle).claim({ key })));

export const ONE = "Two winners do the effect twice, none loses the event.";

/** Runs whose leases are over, with nobody who has taken over yet. */
async function lapsedRuns({ begin, newKey, outlast }: Trial): Promise<Run[]> {
  const runs = await Promise.all(times(8, () => begin({ key: newKey(), leaseMs: SHORT_MS })));
  await outlast(SHORT_MS);
  return runs;
}

/** A late operation and eight claims at once: either the run ends as it says, or another has taken over. */
const late = (operation: "complete" | "release" | "extend", whenTrue: readonly number[]): Check => [
  `a late ${operation} and a take-over at once: one of them wins`,
  async (trial) => {
    await Promise.all(
      (await lapsedRuns(trial)).map(async (run, round) => {
        const claims = (count: number) => times(count, () => trial.claim({ key: run.key }));
        const [before, kept, after] = await Promise.all([
          Promise.all(claims(round % 4)),
          run[operation](),
          Promise.all(claims(8)),
        ]);
        const won = [...before, ...after].filter(({ state }) => state === "claimed").length;
        const said = `${operation} ${kept} and ${won} take-overs`;
        holds((kept ? whenTrue : [1]).includes(won), "one winner", said, "The fence decides between the two runs.");
      }),
    );
  },
];

/** What happens at the same time. */
export const raceChecks: readonly Check[] = [
  [
    "of 16 claims at once one is claimed and the others are told that it runs, 20 times",
    async (trial) => {
      const rounds = times(20, async () => winners(await sixteen(trial.newKey(), trial), "running"));
      for (const won of await Promise.all(rounds)) is(won, 1, ONE);
    },
  ],
  [
    "of 16 claims at once on a released event one is claimed",
    async (trial) => {
      await (await trial.begin()).release();
      is(winners(await sixteen(trial.key, trial), "running"), 1, ONE);
    },
  ],
  [
    "of 16 claims at once on a forgotten event one is claimed",
    async (trial) => {
      await (await trial.begin()).complete();
      is(await trial.forget(), true, "The event was finished.");
      is(winners(await sixteen(trial.key, trial), "running"), 1, ONE);
    },
  ],
  [
    "of 16 take-overs at once one wins, for each of eight events",
    async (trial) => {
      const rounds = (await lapsedRuns(trial)).map(async ({ key }) => winners(await sixteen(key, trial), "running"));
      for (const won of await Promise.all(rounds)) is(won, 1, ONE);
    },
  ],
  [
    "of 16 claims at once on an event that has expired one is claimed",
    async (trial) => {
      const options = { leaseMs: SHORT_MS, retainMs: SHORT_MS };
      await (await trial.begin(options)).complete(options);
      await trial.outlast(SHORT_MS);
      is(winners(await sixteen(trial.key, trial), "running"), 1, ONE);
    },
  ],
  late("complete", [0]),
  late("release", [1]),
  late("extend", [0]),
  [
    "complete and release at once with the same fence: one of them is true, and the event is what that one says",
    async ({ begin, claim }) => {
      const run = await begin();
      const [completed, released] = await Promise.all([run.complete(), run.release()]);
      is(completed !== released, true, "A run ends in one way.");
      is((await claim()).state, completed ? "done" : "claimed", "The answer and the record must agree.");
    },
  ],
  [
    "a complete that is sent eight times at once is true each time",
    async ({ begin }) => {
      const run = await begin();
      const answers = await Promise.all(times(8, () => run.complete()));
      for (const answer of answers) is(answer, true, "A repeated completion is no lost one.");
    },
  ],
  [
    "of eight forgets at once one is true",
    async ({ begin, forget }) => {
      await (await begin()).complete();
      const answers = await Promise.all(times(8, () => forget()));
      is(answers.filter(Boolean).length, 1, "What is forgotten is not there a second time.");
    },
  ],
  [
    "200 events at once are all claimed, completed and done",
    async ({ begin, claim, newKey }) => {
      const runs = await Promise.all(times(200, () => begin({ key: newKey() })));
      for (const kept of await Promise.all(runs.map((run) => run.complete())))
        is(kept, true, "Each run held its claim.");
      const later = await Promise.all(runs.map(({ key }) => claim({ key })));
      for (const { state } of later) is(state, "done", "Events do not disturb each other.");
    },
  ],
];
