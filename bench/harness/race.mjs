/** At the end of a round, as part of its time: each pays for its own garbage, and none for its neighbour's. */
const collect = () => globalThis.gc?.({ type: "minor" });

/** Keeps the last answer, so that no call can be left out. */
let kept;

function timeSync(run, calls) {
  const start = process.hrtime.bigint();
  for (let i = 0; i < calls; i++) kept = run();
  return Number(process.hrtime.bigint() - start) / calls;
}

async function timeAsync(run, calls) {
  const start = process.hrtime.bigint();
  for (let i = 0; i < calls; i++) kept = await run();
  return Number(process.hrtime.bigint() - start) / calls;
}

/** How many calls fill a round. The doubling warms the candidate up on the way. */
async function calibrate(time, run, roundMs) {
  for (let calls = 1; ; calls *= 2) {
    const took = (await time(run, calls)) * calls;
    if (took >= roundMs * 1e6) return Math.max(1, Math.round((calls * roundMs * 1e6) / took));
  }
}

/**
 * Runs the candidates in turn, in many short rounds, and gives the nanoseconds of one call, round by round. What answers with a
 * promise is awaited, what does not is not. `perRound` calls make a round, or as many as fill `roundMs`.
 */
export async function race(candidates, { rounds = 50, perRound, roundMs = 20 } = {}) {
  const entries = [];
  for (const [name, run] of Object.entries(candidates)) {
    const first = run();
    const time = typeof first?.then === "function" ? timeAsync : timeSync;
    await first;
    entries.push({ name, run, time, calls: perRound ?? (await calibrate(time, run, roundMs)), times: [] });
  }
  const warmUp = Math.ceil(rounds / 4);
  for (let round = -warmUp; round < rounds; round++) {
    // To and fro, so that none always comes after the same neighbour.
    for (const { run, time, calls, times } of round % 2 ? entries : entries.toReversed()) {
      const took = await time(run, calls);
      const start = process.hrtime.bigint();
      collect();
      const cleaning = Number(process.hrtime.bigint() - start) / calls;
      if (round >= 0) times.push(took + cleaning);
    }
  }
  if (kept === race) throw new Error("never");
  return Object.fromEntries(entries.map(({ name, times }) => [name, times]));
}

/** In a smoke test a few rounds do: nothing of it is believed. */
export const quickRace = (candidates, { perRound } = {}) =>
  race(candidates, { rounds: 3, roundMs: 0.2, ...(perRound && { perRound: Math.min(perRound, 20) }) });
