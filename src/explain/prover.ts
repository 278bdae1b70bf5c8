import { WebhookConfigError, WebhookError } from "../core/errors.js";
import type { WebhookEvent } from "../core/event.js";
import type { AnyProvider, NeedsOf } from "../core/provider.js";
import { createVerifier } from "../core/verify.js";
import type { Change, Situation } from "./types.js";

/** So wide that no time is refused: whether a delivery is fresh is judged apart. */
const FOREVER_SECONDS = 1e12;
/** Bytes that all checks of one explanation may hash. */
const MAX_BYTES = 64 * 1024 * 1024;

/** The real verifier, run on changed deliveries within limits. */
export interface Prover {
  /** The event, where the signature holds under these changes. */
  holds(...changes: readonly Change[]): Promise<WebhookEvent | undefined>;
  /** The event with the time of its body, or why that time cannot be read. */
  timed(...changes: readonly Change[]): Promise<WebhookEvent | WebhookError | undefined>;
  readonly spent: () => boolean;
  readonly checks: () => number;
}

const offline = () => Promise.reject(new WebhookError("KEY_UNAVAILABLE", "explain works offline."));

/** Keys are kept by scheme: a copy leaves the app's own alone. `timestampAfter` would read the time in the body. */
const copyOf = (provider: AnyProvider, timeless: boolean): AnyProvider => ({
  ...provider,
  scheme: { ...provider.scheme },
  ...(timeless && { timestampAfter: undefined }),
});

export function createProver(situation: Situation, nowMs: number, maxChecks: number): Prover {
  const copies = [new WeakMap<AnyProvider, AnyProvider>(), new WeakMap<AnyProvider, AnyProvider>()] as const;
  let checks = 0;
  let bytes = 0;
  let spent = false;

  async function run(timeless: boolean, changes: readonly Change[]): Promise<WebhookEvent | WebhookError | undefined> {
    const change: Change = Object.assign({}, ...changes);
    const options = Object.assign({ ...situation.options }, ...changes.map((one) => one.options));
    const {
      method = situation.method,
      url = situation.url,
      headers = situation.headers,
      body = situation.body,
    } = change;
    const { provider: given = situation.provider } = change;
    bytes += body.length;
    spent ||= checks >= maxChecks || bytes > MAX_BYTES;
    if (spent) return;
    checks += Math.max(1, [options.secret ?? options.publicKey].flat().length);
    const provider = copies[+timeless]?.get(given) ?? copyOf(given, timeless);
    copies[+timeless]?.set(given, provider);
    try {
      const verifier = createVerifier(provider, {
        ...options,
        publicUrl: undefined,
        toleranceSeconds: FOREVER_SECONDS,
        clock: () => nowMs,
        fetch: offline,
      } as NeedsOf<AnyProvider>);
      return (await verifier({ method, url, headers: headers.flat() as string[], body })) as WebhookEvent;
    } catch (error) {
      if (error instanceof WebhookConfigError) return;
      return error as WebhookError;
    }
  }

  return {
    async holds(...changes) {
      const result = await run(true, changes);
      return result instanceof WebhookError ? undefined : result;
    },
    timed: (...changes) => run(false, changes),
    spent: () => spent,
    checks: () => checks,
  };
}
