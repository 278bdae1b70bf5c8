import type { SimulatedRun } from "./simulation-log.js";

/** A handler of any adapter: a function of an event that has an id. */
// biome-ignore lint/suspicious/noExplicitAny: the wrapped handler keeps the types of the one inside.
export type AnyWork = (event: any, context: any, platform: any) => unknown;

/** A handler as it was, that gives a promise. */
// biome-ignore lint/suspicious/noExplicitAny: as above.
export type Watched<Work extends AnyWork> = ((event: any, ...rest: any[]) => Promise<Awaited<ReturnType<Work>>>) & Work;

/** What holds a run up until the simulated answer is late. */
export interface Gate {
  readonly entered: Promise<void>;
  enter(): void;
  readonly opened: Promise<void>;
  open(): void;
}

export function createGate(): Gate {
  let enter = () => {};
  let open = () => {};
  const entered = new Promise<void>((resolve) => {
    enter = resolve;
  });
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { entered, enter, opened, open };
}

/** Runs of the handler as they happen, in a simulation whose clock is handed in. */
export interface RunKeeper {
  /** Begins a list of runs, which those to come are put on. */
  begin(): readonly SimulatedRun[];
  /** By the id of an event. */
  readonly gates: Map<string, Gate>;
  watch<Work extends AnyWork>(work: Work): Watched<Work>;
  handled(event: { readonly id: string }): void;
}

export function createRunKeeper(clock: () => number): RunKeeper {
  let runs: SimulatedRun[] = [];
  const gates = new Map<string, Gate>();
  const running = new Map<string, number>();
  return {
    begin() {
      runs = [];
      return runs;
    },
    gates,
    watch<Work extends AnyWork>(work: Work) {
      const watched = async (event: { readonly id: string }, ...rest: unknown[]) => {
        // Read once: an id may be a digest that is computed anew each time.
        const { id } = event;
        const before = running.get(id) ?? 0;
        running.set(id, before + 1);
        const run: SimulatedRun = {
          event: id,
          startedMs: clock(),
          overlapped: before > 0,
          endedMs: undefined,
          succeeded: false,
        };
        runs.push(run);
        const gate = gates.get(id);
        gate?.enter();
        await gate?.opened;
        try {
          const result = await work(event, ...(rest as [unknown, unknown]));
          run.succeeded = !isFailure(result);
          return result;
        } finally {
          run.endedMs = clock();
          running.set(id, (running.get(id) ?? 1) - 1);
        }
      };
      return watched as unknown as Watched<Work>;
    },
    handled({ id }) {
      const now = clock();
      runs.push({ event: id, startedMs: now, overlapped: false, endedMs: now, succeeded: true });
    },
  };
}

/** An answer that asks for a retry. */
const isFailure = (result: unknown): boolean => {
  const status = (result as { readonly status?: unknown } | undefined | null)?.status;
  return typeof status === "number" && (status < 200 || status > 299);
};
