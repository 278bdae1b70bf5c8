/** One call of a store. */
export interface Call {
  readonly key: string;
  readonly signal: AbortSignal;
}

/** How much goes together. */
export interface Bounds {
  /** How many batches may be under way before a call has to wait. */
  readonly atOnce: number;
  /** How many calls a batch holds at most. */
  readonly most: number;
  /** For how long a call waits at most, in milliseconds: a batch that hangs, or is far away, must not hold up the rest. */
  readonly patienceMs: number;
}

/** How calls are sent. */
interface Send<C, A> {
  readonly one: (call: C) => Promise<A>;
  /** Gives the answers in the order of the calls, or promises of them; rejects when there are none. */
  readonly many: (batch: readonly C[]) => Promise<readonly (A | PromiseLike<A>)[]>;
}

interface Waiting<C, A> {
  readonly call: C;
  readonly resolve: (answer: A | PromiseLike<A>) => void;
  readonly reject: (error: unknown) => void;
}

/** After everything that is to happen in this turn of the event loop. Taken at the start: a test's clock does not stop it. */
const afterTurn: (act: () => void) => unknown =
  (globalThis as { setImmediate?: (act: () => void) => unknown }).setImmediate ?? ((act) => setTimeout(act, 0));

/**
 * Sends a call at once while few are under way; what comes meanwhile waits and is sent together. A batch holds a key once, so
 * that calls of one key are sent in their order. Who has given up before that is left out.
 */
export function coalesce<C extends Call, A>(
  { one, many }: Send<C, A>,
  { atOnce, most, patienceMs }: Bounds,
): (call: C) => Promise<A> {
  let waiting: Waiting<C, A>[] = [];
  let underWay = 0;
  /** How many batches were answered in this turn: whose callers go on may call again in it, all together. */
  let answered = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** What can go in one batch; the rest stays. */
  function take(): Waiting<C, A>[] {
    const keys = new Set<string>();
    const batch: Waiting<C, A>[] = [];
    const rest: Waiting<C, A>[] = [];
    for (const each of waiting) {
      const { key, signal } = each.call;
      if (signal.aborted) each.reject(signal.reason);
      else if (batch.length === most || keys.has(key)) rest.push(each);
      else {
        batch.push(each);
        keys.add(key);
      }
    }
    waiting = rest;
    return batch;
  }

  const free = () => {
    underWay--;
    next();
  };

  function sendAlone(call: C): Promise<A> {
    underWay++;
    const answer = one(call);
    answer.then(free, free);
    return answer;
  }

  async function sendTogether(batch: readonly Waiting<C, A>[]): Promise<void> {
    underWay++;
    try {
      const answers = await many(batch.map(({ call }) => call));
      for (const [i, { resolve }] of batch.entries()) resolve(answers[i] as A);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    answered++;
    afterTurn(() => {
      answered--;
      free();
    });
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const batch = take();
    const [first] = batch;
    if (batch.length > 1) sendTogether(batch);
    else if (first) first.resolve(sendAlone(first.call));
    if (waiting.length) timer = setTimeout(flush, patienceMs);
  }

  const isFree = () => underWay < atOnce && !answered;

  function next(): void {
    while (waiting.length && isFree()) flush();
  }

  return (call) => {
    if (!waiting.length && isFree()) return sendAlone(call);
    timer ??= setTimeout(flush, patienceMs);
    return new Promise((resolve, reject) => {
      waiting.push({ call, resolve, reject });
    });
  };
}
