/** Longer than any check takes. */
export const LONG_MS = 3_600_000;
/** A lease or a retention that a check waits for. */
export const SHORT_MS = 60;
/** For how long a lapse is waited for: longer than the noise of a busy machine. */
export const PATIENCE_MS = 4000;
/** Between two looks at what is about to lapse. */
export const STEP_MS = 10;
/** A store's clock may count in whole milliseconds, and ours may run a little faster. */
export const TICK_MS = 5;

/** The time of a check. */
export interface Clock {
  /** Milliseconds that have passed, by the store's own clock where that is a virtual one. */
  now(): number;
  pass(ms: number): Promise<void>;
  /** Lets what lasts so long, and began before now, be over. */
  outlast(ms: number): Promise<void>;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function createClock(setup: { readonly advance?: ((ms: number) => unknown) | undefined }): Clock {
  if (!setup.advance) {
    return { now: () => performance.now(), pass: sleep, outlast: (ms) => sleep(ms + 30) };
  }
  let passed = 0;
  const pass = async (ms: number) => {
    passed += ms;
    await setup.advance?.(ms);
  };
  return { now: () => passed, pass, outlast: pass };
}

/** Whether a call settles in time, whatever it comes to. */
export async function settles(call: Promise<unknown>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, false);
  });
  const settled = call.then(
    () => true,
    () => true,
  );
  return Promise.race([settled, late]).finally(() => clearTimeout(timer));
}

let keys = 0;

/** The key of an event that no other check has. */
export const newKey = (): string =>
  `stripe:default:evt_${Date.now().toString(36)}${Math.random().toString(36).slice(2, 10)}${keys++}`;

export const missing = (what: string): Error =>
  new Error(`This check needs ${what}: let make give it, or leave its checks out with { without: ["${what}"] }.`);
