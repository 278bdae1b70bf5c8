/** One request that a simulation made, or that got lost on its way. */
export interface SimulatedAttempt {
  /** Virtual milliseconds since the epoch. */
  readonly atMs: number;
  readonly event: string;
  readonly kind: "first" | "retry" | "concurrent" | "duplicate" | "resend" | "forged";
  /** What the provider saw. */
  readonly outcome: "acknowledged" | "refused" | "timed out" | "answer lost" | "request lost" | "failed";
  /** What the receiver answered, whether or not it arrived; nothing where there was no answer. */
  readonly status: number | undefined;
}

/** For how long events are sent again, and whether that is assumed: the provider's data do not say it. */
export type SimulatedRetries = { readonly windowSeconds: number; readonly assumed: boolean } | "none";

/** One run of the handler. */
export interface SimulatedRun {
  readonly event: string;
  readonly startedMs: number;
  /** Whether it began while another run of the same event had not ended. */
  readonly overlapped: boolean;
  endedMs: number | undefined;
  /** Whether it ended without an error. */
  succeeded: boolean;
}

/** An event, by the name that it has in the log, with every id under which a handler may meet it. */
export interface KnownEvent {
  readonly name: string;
  readonly ids: ReadonlySet<string>;
}

/** What a log is made of. */
export interface LogParts {
  readonly seed: number;
  readonly startMs: number;
  readonly retries: SimulatedRetries;
  readonly events: readonly KnownEvent[];
  readonly attempts: readonly SimulatedAttempt[];
  readonly runs: readonly SimulatedRun[];
  readonly endMs: number;
}

const MOST_SHOWN = 10;

/** What happened in a simulation. */
export class SimulationLog {
  readonly seed: number;
  /** Virtual milliseconds since the epoch. */
  readonly startMs: number;
  readonly endMs: number;
  /** What was played. */
  readonly retries: SimulatedRetries;
  /** In their order. */
  readonly attempts: readonly SimulatedAttempt[];
  /** Runs of the handler, in the order in which they began. */
  readonly runs: readonly SimulatedRun[];
  readonly #events: readonly KnownEvent[];

  /** @internal */
  constructor({ seed, startMs, endMs, retries, events, attempts, runs }: LogParts) {
    this.seed = seed;
    this.startMs = startMs;
    this.endMs = endMs;
    this.retries = retries;
    this.attempts = attempts;
    this.runs = runs;
    this.#events = events;
  }

  /** What went wrong, in words; empty when every event that arrived was handled once, and nothing else was. */
  problems(): string[] {
    const known = new Set(this.#events.flatMap(({ ids }) => [...ids]));
    const strangers = this.runs.filter(({ event }) => !known.has(event));
    return [
      ...this.#events.flatMap((event) => this.#problemsOf(event)),
      ...strangers.map(({ event }) => `The handler ran for ${event}, which was never sent.`),
    ];
  }

  /**
   * Throws unless every event that arrived was handled once, never twice at a time, and no forgery was accepted.
   * @throws Error that names the events, their attempts and the seed
   */
  assertOnce(): void {
    const problems = this.problems();
    if (!problems.length) return;
    const genuine = this.attempts.filter(({ kind }) => kind !== "forged");
    const hints: string[] = [];
    if (genuine.some(({ status }) => status === 401)) {
      hints.push(
        "Genuine deliveries were refused with 401: give the receiver the simulation's clock, and its credential.",
      );
    }
    if (!this.runs.length && genuine.some(({ outcome }) => outcome === "acknowledged")) {
      hints.push("Nothing says what was handled: wrap the handler in the simulation's handler(), or call handled().");
    }
    const more = problems.length > MOST_SHOWN ? [`… and ${problems.length - MOST_SHOWN} more.`] : [];
    const head = `Not every event was handled once (seed ${this.seed}):`;
    throw new Error([head, ...hints, ...problems.slice(0, MOST_SHOWN), ...more].join("\n"));
  }

  #problemsOf({ name, ids }: KnownEvent): string[] {
    const attempts = this.attempts.filter(({ event }) => event === name);
    const genuine = attempts.filter(({ kind }) => kind !== "forged");
    const accepted = attempts.filter(({ kind, status = 0 }) => kind === "forged" && status > 199 && status < 300);
    const story = () => genuine.map((one) => `+${(one.atMs - this.startMs) / 1000} s ${tell(one)}`).join(", ");
    const problems = accepted.map(({ status }) => `A forgery of ${name} was answered ${status}.`);
    let handled = 0;
    for (const id of ids) {
      const runs = this.runs.filter(({ event }) => event === id);
      const times = runs.filter(({ succeeded }) => succeeded).length;
      handled += times;
      if (times > 1) problems.push(`${name} was handled ${times} times: ${story()}.`);
      if (runs.some(({ overlapped }) => overlapped)) problems.push(`${name} was run twice at a time: ${story()}.`);
    }
    const arrived = genuine.some(({ outcome }) => outcome !== "request lost");
    if (arrived && !handled) {
      const never = this.retries === "none" ? " The provider never retries: hand the event to a queue first." : "";
      problems.push(`${name} was never handled: ${story()}.${never}`);
    }
    return problems;
  }
}

const tell = ({ kind, outcome, status }: SimulatedAttempt): string =>
  `${kind} ${outcome}${status === undefined ? "" : ` (${status})`}`;
