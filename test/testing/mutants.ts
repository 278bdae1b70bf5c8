import { type IdempotencyStore, memoryStore, type StoreOptions } from "hookonce";
import type { StoreSetup } from "hookonce/testing";

/** One fault, and the checks that must find it. */
export interface Mutant {
  readonly fault: string;
  /** Bends a right store. */
  readonly bend: (store: IdempotencyStore, clock: () => number) => Partial<IdempotencyStore>;
  readonly checks: readonly string[];
}

const hang = () => new Promise<never>(() => {});
const short = (options: StoreOptions): StoreOptions => ({
  ...options,
  leaseMs: Math.min(options.leaseMs, options.retainMs),
});
const longest = (options: StoreOptions): StoreOptions => ({ ...options, retainMs: 1e12 });

/** Refuses numbers that a careless store passes on to something that takes fewer. */
const refusing = (refused: (ms: number) => boolean): Mutant["bend"] => {
  return (store) => ({
    claim: async (key, options) => {
      if (refused(options.leaseMs) || refused(options.retainMs)) throw new RangeError("value is out of range");
      return store.claim(key, options);
    },
  });
};

/** Keys that are not kept as they are. */
const keyed = (fault: string, change: (key: string) => string, check: string): Mutant => ({
  fault,
  bend: (store) => ({
    claim: (key, options) => store.claim(change(key), options),
    complete: (key, ...more) => store.complete(change(key), ...more),
    release: (key, ...more) => store.release(change(key), ...more),
    extend: (key, ...more) => store.extend(change(key), ...more),
    forget: (key, options) => store.forget(change(key), options),
  }),
  checks: [check],
});

/** What a store that trusts its own memory of leases would refuse. */
const refusesLate =
  (operation: "complete" | "release" | "extend"): Mutant["bend"] =>
  (store, clock) => {
    const ends = new Map<string, number>();
    return {
      async claim(key, options) {
        const claim = await store.claim(key, options);
        if (claim.state === "claimed") ends.set(key, clock() + options.leaseMs);
        return claim;
      },
      async [operation](key: string, fence: number, options: StoreOptions) {
        return clock() < (ends.get(key) ?? 0) && store[operation](key, fence, options);
      },
    };
  };

/** Forgets by the state that it saw last. */
const forgetsOnly = (states: readonly string[]): Mutant["bend"] => {
  return (store) => {
    const last = new Map<string, string>();
    return {
      claim: async (key, options) => {
        const claim = await store.claim(key, options);
        if (claim.state === "claimed") last.set(key, "running");
        return claim;
      },
      complete: async (key, fence, options) => {
        last.set(key, "done");
        return store.complete(key, fence, options);
      },
      release: async (key, fence, options) => {
        last.set(key, "released");
        return store.release(key, fence, options);
      },
      forget: async (key, options) => states.includes(last.get(key) ?? "") && store.forget(key, options),
    };
  };
};

export const mutants: readonly Mutant[] = [
  {
    fault: "counts attempts from 0",
    bend: (store) => ({
      claim: async (key, options) => {
        const claim = await store.claim(key, options);
        return claim.state === "claimed" ? { ...claim, attempt: claim.attempt - 1 } : claim;
      },
    }),
    checks: ["the first claim of an event is claimed, with attempt 1"],
  },
  {
    fault: "gives fences as text, as a driver does with 64 bits",
    bend: (store) => ({
      claim: async (key, options) => {
        const claim = await store.claim(key, options);
        return claim.state === "claimed" ? { ...claim, fence: String(claim.fence) as never } : claim;
      },
    }),
    checks: ["a fence is a safe integer above 0"],
  },
  {
    fault: "takes over at once",
    bend: (store) => ({ claim: (key, options) => store.claim(key, { ...options, leaseMs: 0 }) }),
    checks: [
      "a second claim is told that the event runs, and takes nothing from the run",
      "a signal that aborts after the call undoes nothing",
      "a run is taken over when its lease is over, not before and not a retention later",
      "forget of an event that runs is false, and the run goes on",
      "an event that runs is running for another store object, which may complete it by its fence",
    ],
  },
  {
    fault: "tells the lease that was asked for, not the one that holds",
    bend: (store) => ({
      claim: async (key, options) => {
        const claim = await store.claim(key, options);
        return claim.state === "running" ? { ...claim, retryAfterMs: options.leaseMs } : claim;
      },
    }),
    checks: ["what runs gives the rest of its lease: finite, above 0, never more than the lease"],
  },
  {
    fault: "completes nothing",
    bend: () => ({ complete: async () => true }),
    checks: [
      "a completed event is done, for every later claim",
      "complete is true, and true again when it is repeated",
      "a finished event is done for another store object",
      "200 events at once are all claimed, completed and done",
    ],
  },
  {
    fault: "takes whole milliseconds only",
    bend: refusing((ms) => !Number.isInteger(ms)),
    checks: ["a lease and a retention may be fractions of a millisecond"],
  },
  {
    fault: "takes 31 bits only",
    bend: refusing((ms) => ms >= 2 ** 31),
    checks: ["a lease and a retention may be 10^12 milliseconds"],
  },
  {
    fault: "hangs when its signal has aborted",
    bend: (store) => ({
      claim: (key, options) => (options.signal.aborted ? hang() : store.claim(key, options)),
      complete: (key, fence, options) => (options.signal.aborted ? hang() : store.complete(key, fence, options)),
    }),
    checks: [
      "a claim whose signal has aborted settles, and blocks the event for its lease at the most",
      "a complete whose signal has aborted settles, and may be repeated",
    ],
  },
  {
    fault: "gives the claim back when the signal of its call aborts",
    bend: (store) => ({
      claim: async (key, options) => {
        const claim = await store.claim(key, options);
        options.signal.addEventListener(
          "abort",
          () => claim.state === "claimed" && store.release(key, claim.fence, options),
        );
        return claim;
      },
    }),
    checks: ["a signal that aborts after the call undoes nothing"],
  },
  {
    fault: "completes once only",
    bend: (store) => {
      const completed = new Set<number>();
      return {
        complete: async (key, fence, options) => {
          if (completed.has(fence)) return false;
          completed.add(fence);
          return store.complete(key, fence, options);
        },
      };
    },
    checks: [
      "complete is true, and true again when it is repeated",
      "a complete that is sent eight times at once is true each time",
    ],
  },
  {
    fault: "releases nothing",
    bend: () => ({ release: async () => true }),
    checks: ["release lets the next claim run at once", "of 16 claims at once on a released event one is claimed"],
  },
  {
    fault: "deletes the record on release",
    bend: (store) => ({
      release: async (key, fence, options) => {
        const released = await store.release(key, fence, options);
        if (released) await store.forget(key, options);
        return released;
      },
    }),
    checks: [
      "a release that is repeated changes nothing",
      "attempts are kept over five failures",
      "a release after the lease is true when nobody has taken over",
    ],
  },
  ...(["complete", "release", "extend"] as const).map(
    (operation): Mutant => ({
      fault: `says yes to every ${operation}`,
      bend: (store) => ({
        [operation]: async (key: string, fence: number, options: StoreOptions) => {
          await store[operation](key, fence, options);
          return true;
        },
      }),
      checks: [
        ...(operation === "complete" ? ["after release, complete is false and the event still runs"] : []),
        ...(operation === "release" ? ["after complete, release is false and the event stays done"] : []),
        ...(operation === "extend"
          ? [
              "after complete, extend is false and the event stays done",
              "after release, extend is false and the next claim runs at once",
            ]
          : []),
        `${operation} with a fence that is not the run's is false and changes nothing`,
        `a stale ${operation} is false while the new run holds the claim, and takes nothing from it`,
        "complete, release and extend of an event that was never claimed are false and leave nothing behind",
        "complete, release and extend of a run whose record was lost are false and leave nothing behind",
      ],
    }),
  ),
  {
    fault: "gives a take-over what was left of the lease before",
    bend: (store) => ({
      claim: async (key, options) => {
        const claim = await store.claim(key, options);
        if (claim.state === "claimed" && claim.attempt > 1)
          await store.extend(key, claim.fence, { ...options, leaseMs: 0 });
        return claim;
      },
    }),
    checks: ["a take-over has a lease of its own"],
  },
  {
    fault: "judges a lease by the options of the next claim",
    bend: (store, clock) => {
      const started = new Map<string, { readonly fence: number; readonly at: number }>();
      return {
        claim: async (key, options) => {
          const run = started.get(key);
          if (run && clock() - run.at >= options.leaseMs)
            await store.extend(key, run.fence, { ...options, leaseMs: 0 });
          const claim = await store.claim(key, options);
          if (claim.state === "claimed") started.set(key, { fence: claim.fence, at: clock() });
          return claim;
        },
      };
    },
    checks: ["a lease is as long as its claim asked for, whatever the next claim asks for"],
  },
  {
    fault: "extends nothing",
    bend: () => ({ extend: async () => true }),
    checks: [
      "extend holds the claim from then on for a whole lease, and no longer",
      "a heartbeat after the lease holds the claim again when nobody has taken over",
      "a late extend and a take-over at once: one of them wins",
    ],
  },
  {
    fault: "gives a new fence at each heartbeat",
    bend: (store) => ({
      extend: async (key, fence, options) =>
        (await store.release(key, fence, options)) && (await store.claim(key, options)).state === "claimed",
    }),
    checks: ["heartbeats take nothing from a run: it completes, and it is one attempt"],
  },
  {
    fault: "refuses a completion after the lease",
    bend: refusesLate("complete"),
    checks: ["a completion after the lease is true when nobody has taken over"],
  },
  {
    fault: "refuses a release after the lease",
    bend: refusesLate("release"),
    checks: ["a release after the lease is true when nobody has taken over"],
  },
  {
    fault: "refuses a heartbeat after the lease",
    bend: refusesLate("extend"),
    checks: ["a heartbeat after the lease holds the claim again when nobody has taken over"],
  },
  {
    fault: "never lets a record expire",
    bend: (store) => ({
      claim: (key, options) => store.claim(key, longest(options)),
      complete: (key, fence, options) => store.complete(key, fence, longest(options)),
      release: (key, fence, options) => store.release(key, fence, longest(options)),
    }),
    checks: [
      "a finished event is done until its retention is over, and then runs from attempt 1",
      "a claim that is never completed is gone after its retention",
      "a released event is gone after its retention",
      "of 16 claims at once on an event that has expired one is claimed",
      "a fence grows after the event has expired",
    ],
  },
  {
    fault: "lets a run expire with its retention",
    bend: (store) => ({
      claim: (key, options) => store.claim(key, short(options)),
      extend: (key, fence, options) => store.extend(key, fence, short(options)),
    }),
    checks: [
      "a retention that is shorter than the lease takes no claim from a run",
      "a heartbeat holds a run beyond its retention",
    ],
  },
  {
    fault: "says yes to every forget",
    bend: (store) => ({ forget: async (key, options) => (await store.forget(key, options)) || true }),
    checks: [
      "forget of an event that was never claimed is false",
      "forget of an event that is forgotten is false",
      "of eight forgets at once one is true",
    ],
  },
  {
    fault: "forgets nothing",
    bend: () => ({ forget: async () => true }),
    checks: [
      "forget of a finished event is true, and it runs again from attempt 1",
      "of 16 claims at once on a forgotten event one is claimed",
      "a run whose event was forgotten may neither complete nor release nor extend",
      "an event that one store object forgets runs again for another",
    ],
  },
  {
    fault: "forgets finished events only",
    bend: forgetsOnly(["done"]),
    checks: ["forget of a released event is true, and it runs again from attempt 1"],
  },
  {
    fault: "takes a run whose lease is over for one that runs",
    bend: forgetsOnly(["done", "released"]),
    checks: ["forget of a run whose lease is over is true, and it runs again from attempt 1"],
  },
  {
    fault: "forgets one event with another",
    bend: (store) => {
      const keys = new Set<string>();
      return {
        claim: (key, options) => {
          keys.add(key);
          return store.claim(key, options);
        },
        forget: async (key, options) => {
          const forgotten = await Promise.all([...keys].map((other) => store.forget(other, options)));
          return forgotten[[...keys].indexOf(key)] ?? false;
        },
      };
    },
    checks: ["forget of one event leaves the others"],
  },
  keyed("compares keys without case", (key) => key.toLowerCase(), "keys that differ in case are events of their own"),
  keyed(
    "cuts the end of a key off",
    (key) => key.replace(/:\w*$/, ""),
    "keys that begin alike are events of their own",
  ),
  keyed(
    "keeps part of a digest",
    (key) => key.replace(/(~.{40}).*/, "$1"),
    "keys that differ in the last character of a digest are events of their own",
  ),
  keyed(
    "has room for 100 characters",
    (key) => key.slice(0, 100),
    "keys that are as long as a key may be are events of their own",
  ),
  keyed(
    "joins keys without colons",
    (key) => key.replaceAll(":", ""),
    "keys that differ in where their colons stand are events of their own",
  ),
  keyed("takes - for _", (key) => key.replaceAll("-", "_"), "keys that differ in - and _ are events of their own"),
  keyed(
    "looks keys up as patterns",
    (key) => key.replace(/[*?%_]/g, "a"),
    "keys that hold wildcards are events of their own",
  ),
  keyed(
    "cleans keys",
    (key) => key.replace(/["'`\\\]$@#]/g, ""),
    "keys that hold quotes, SQL and script are events of their own",
  ),
  keyed(
    "stores under the cluster tag",
    (key) => key.replace(/\{(\w+)\}.*/, "$1"),
    "keys that hold the braces of a cluster tag are events of their own",
  ),
  keyed("normalises text", (key) => key.normalize("NFC"), "keys that are not ASCII are events of their own"),
  keyed("trims keys", (key) => key.trim(), "keys that differ in white space are events of their own"),
];

/** A right store whose clock is virtual and whose records can be lost. */
function rightStore(clock: () => number) {
  let inner = memoryStore({ clock });
  const store: IdempotencyStore = {
    claim: (...all) => inner.claim(...all),
    complete: (...all) => inner.complete(...all),
    release: (...all) => inner.release(...all),
    extend: (...all) => inner.extend(...all),
    forget: (...all) => inner.forget(...all),
  };
  const lose = () => {
    inner = memoryStore({ clock });
  };
  return { store, lose };
}

/** The memory store, bent or not, with everything that the checks can use. */
export const virtualStore =
  (bend: Mutant["bend"] = () => ({})) =>
  (): StoreSetup => {
    let now = 1_767_225_600_000;
    const clock = () => now;
    const { store, lose } = rightStore(clock);
    const bent = { ...store, ...bend(store, clock) };
    return {
      store: bent,
      reopen: () => bent,
      lose,
      advance(ms) {
        now += ms;
      },
    };
  };

/** A store that each machine has for itself. */
export function ownStore(): StoreSetup {
  const setup = virtualStore()();
  return { ...setup, reopen: () => virtualStore()().store };
}
