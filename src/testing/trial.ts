import type { Claim, IdempotencyStore, StoreOptions } from "../receiver/idempotency.js";
import { type Clock, createClock, LONG_MS, missing, newKey, PATIENCE_MS, STEP_MS, TICK_MS } from "./clock.js";
import { holds, is } from "./expect.js";
import type { Rule } from "./run-checks.js";
import type { StoreSetup } from "./store-setup.js";

/** Options of one call; what is not given is {@link DEFAULTS}, and the trial's own key. */
export type More = Partial<StoreOptions> & { readonly key?: string };

const DEFAULTS: StoreOptions = { leaseMs: LONG_MS / 60, retainMs: LONG_MS, signal: new AbortController().signal };

/** One run of the trial's event, and what it may ask of the store. */
export interface Run {
  readonly key: string;
  readonly fence: number;
  readonly attempt: number;
  readonly leaseMs: number;
  /** By the trial's clock, before the claim was sent. */
  readonly sentAt: number;
  complete(more?: More): Promise<boolean>;
  release(more?: More): Promise<boolean>;
  extend(more?: More): Promise<boolean>;
}

/** A store object with the options filled in. */
export interface Handle {
  claim(more?: More): Promise<Claim>;
  /** A claim that must succeed. */
  begin(more?: More): Promise<Run>;
  /** Claims until it succeeds: not before the run's lease is over, by the trial's clock. */
  takeOver(run: Pick<Run, "key" | "sentAt" | "leaseMs">, more?: More): Promise<Run>;
  complete(fence: number, more?: More): Promise<boolean>;
  release(fence: number, more?: More): Promise<boolean>;
  extend(fence: number, more?: More): Promise<boolean>;
  forget(more?: More): Promise<boolean>;
}

/** What a check works with. */
export interface Trial extends Handle, Clock {
  readonly key: string;
  /** A key that no other check has. */
  newKey(): string;
  reopen(): Promise<Handle>;
  lose(key?: string): Promise<void>;
}

/** A rule of {@link IdempotencyStore}. */
export type Check = Rule<Trial>;

/** A new event, with everything that a check needs. */
export function createTrial(setup: StoreSetup): Trial {
  const key = newKey();
  const clock = createClock(setup);
  return {
    ...handle(setup.store, key, clock),
    ...clock,
    key,
    newKey,
    async reopen() {
      if (!setup.reopen) throw missing("reopen");
      return handle(await setup.reopen(), key, clock);
    },
    async lose(lost = key) {
      if (!setup.lose) throw missing("lose");
      await setup.lose(lost);
      // The clock that keeps a fence from coming again must have ticked.
      await clock.pass(TICK_MS);
    },
  };
}

function handle(store: IdempotencyStore, ownKey: string, { now, pass }: Clock): Handle {
  const split = ({ key = ownKey, ...more }: More = {}) => [key, { ...DEFAULTS, ...more }] as const;
  const claim = (more?: More) => store.claim(...split(more));
  const fenced =
    (operation: "complete" | "release" | "extend") =>
    (fence: number, more?: More): Promise<boolean> => {
      const [key, options] = split(more);
      return store[operation](key, fence, options);
    };
  const [complete, release, extend] = [fenced("complete"), fenced("release"), fenced("extend")];

  /** The run that a claim gave. */
  function toRun(result: Claim, more: More | undefined, sentAt: number): Run {
    const [key, { leaseMs }] = split(more);
    if (result.state !== "claimed") throw new Error(`Expected a claim that succeeds, got ${result.state}.`);
    const { fence, attempt } = result;
    holds(Number.isSafeInteger(fence), "a fence that is a safe integer", fence, "Fences are compared as numbers.");
    return {
      key,
      fence,
      attempt,
      leaseMs,
      sentAt,
      complete: (again) => complete(fence, { key, ...again }),
      release: (again) => release(fence, { key, ...again }),
      extend: (again) => extend(fence, { key, ...again }),
    };
  }

  return {
    claim,
    complete,
    release,
    extend,
    forget: (more) => store.forget(...split(more)),
    async begin(more) {
      const sentAt = now();
      return toRun(await claim(more), more, sentAt);
    },
    async takeOver({ key, sentAt: since, leaseMs }, more) {
      for (;;) {
        const sentAt = now();
        const result = await claim({ key, ...more });
        const waited = now() - since;
        if (result.state === "claimed") {
          const early = `a take-over after ${leaseMs} ms`;
          holds(waited >= leaseMs - TICK_MS, early, `one after ${waited} ms`, "The first run still held its lease.");
          return toRun(result, { key, ...more }, sentAt);
        }
        is(result.state, "running", "A run that never ended is no finished event.");
        holds(sentAt - since < leaseMs + PATIENCE_MS, `a take-over after ${leaseMs} ms`, "none", "The event is lost.");
        await pass(STEP_MS);
      }
    },
  };
}
