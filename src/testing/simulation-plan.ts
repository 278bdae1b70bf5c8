/** How often things go wrong, each from 0 (never) to 1 (always). */
export interface SimulatedFaults {
  /** The event is delivered again although it was acknowledged. Default 0.1. */
  readonly duplicates: number;
  /** Up to three more copies arrive in the same moment. Default 0.1. */
  readonly concurrency: number;
  /** The event is held up, so that later ones come before it. Default 0.1. */
  readonly reordering: number;
  /** The answer comes after the provider's deadline, which counts as a failure; the handler goes on. Default 0.1. */
  readonly timeouts: number;
  /** The request never arrives. Default 0.1. */
  readonly lostRequests: number;
  /** The event is handled, and the answer gets lost. Default 0.1. */
  readonly lostAnswers: number;
  /** Somebody sends the event again by hand. Default 0.05. */
  readonly resends: number;
  /** The event comes with a signature that is not the provider's. Default 0.1. */
  readonly forgeries: number;
}

const USUAL: SimulatedFaults = {
  duplicates: 0.1,
  concurrency: 0.1,
  reordering: 0.1,
  timeouts: 0.1,
  lostRequests: 0.1,
  lostAnswers: 0.1,
  resends: 0.05,
  forgeries: 0.1,
};

/** The faults with what the user says of them; none of any kind for `false`. */
export function toFaults(given: Partial<SimulatedFaults> | false | undefined): SimulatedFaults {
  if (given !== false) return { ...USUAL, ...given };
  return Object.fromEntries(Object.keys(USUAL).map((name) => [name, 0])) as never;
}

/** Numbers from 0 to 1 that look random, and are the same for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The first pause between two attempts: a minute, and less where the provider soon gives up. */
const FIRST_PAUSE_SECONDS = 60;

/**
 * When an event is sent again, in milliseconds after the first attempt: each pause is twice the one before, and the last attempt
 * is at the end of the window.
 */
export function retryTimes(windowSeconds: number): number[] {
  const times: number[] = [];
  let pause = Math.min(FIRST_PAUSE_SECONDS, windowSeconds / 7);
  for (let at = pause; at < windowSeconds; at += pause) {
    times.push(at * 1000);
    pause *= 2;
  }
  return [...times, windowSeconds * 1000];
}
