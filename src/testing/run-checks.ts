/** A rule, and how it is tried out. */
export type Rule<Trial> = readonly [name: string, run: (trial: Trial) => Promise<void>];

/** One rule that a store must keep. */
export interface StoreCheck {
  /** The rule, as a sentence. */
  readonly name: string;
  /** Rejects when the rule is broken: what was expected, what came, and why it matters. */
  readonly run: () => Promise<void>;
}

/** What came of running all checks. */
export interface CheckReport {
  readonly passed: readonly string[];
  /** What was left out, because `make` does not give what it needs. */
  readonly unchecked: readonly string[];
}

const LIMIT_MS = 20_000;

/** Ends a check whose store never answers. */
async function within(check: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`The store gave no answer within ${LIMIT_MS / 1000} s.`)), LIMIT_MS);
  });
  try {
    await Promise.race([check, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Rules as checks, each with a trial of its own. */
export function toChecks<Trial>(
  rules: readonly Rule<Trial>[],
  open: () => Promise<{ readonly trial: Trial; close(): Promise<unknown> }>,
): StoreCheck[] {
  return rules.map(([name, rule]) => ({
    name,
    run: async () => {
      const { trial, close } = await open();
      try {
        await within(rule(trial));
      } finally {
        await close();
      }
    },
  }));
}

/** Runs checks, some at once, and gives their names; rejects with all that failed. */
export async function runAll(checks: readonly StoreCheck[], atOnce: number): Promise<string[]> {
  const waiting = [...checks];
  const failed = new Map<string, unknown>();
  const work = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const { name, run } = check;
      await run().catch((error: unknown) => failed.set(name, error));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  if (!failed.size) return checks.map(({ name }) => name);
  const lines = [...failed].map(([name, error]) => `- ${name}: ${error instanceof Error ? error.message : error}`);
  const message = `${failed.size} of ${checks.length} checks failed:\n${lines.join("\n")}`;
  throw new AggregateError(failed.values(), message);
}
