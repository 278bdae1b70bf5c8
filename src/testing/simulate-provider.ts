import { WebhookConfigError } from "../core/errors.js";
import type { AnyProvider, NeedsOf } from "../core/provider.js";
import { publicKeyFor } from "./sign/write-delivery.js";
import type { SignsWith } from "./sign-delivery.js";
import { createCourier, type SimulatedEvent, type SimulationTarget } from "./simulated-courier.js";
import { playEvents } from "./simulated-play.js";
import { type AnyWork, createRunKeeper, type Watched } from "./simulated-runs.js";
import type { SimulationLog } from "./simulation-log.js";
import { createRandom, type SimulatedFaults, toFaults } from "./simulation-plan.js";

/** Options of {@link simulateProvider}, besides the credential. */
export interface SimulationCommon<P extends AnyProvider> {
  readonly provider: P;
  /** A function from `Request` to `Response`, or an address. It may be handed to {@link Simulation.deliver} instead. */
  readonly target?: SimulationTarget | undefined;
  /** How many events, or which. Default 20. */
  readonly events?: number | readonly SimulatedEvent[] | undefined;
  /** The same seed plays the same story. Default 1. */
  readonly seed?: number | undefined;
  /** What goes wrong, and how often; `false`: nothing. */
  readonly faults?: Partial<SimulatedFaults> | false | undefined;
  /** When it begins, in milliseconds since the epoch. Default: the beginning of 2026. */
  readonly startMs?: number | undefined;
  /** Default: the provider's data; where they say nothing, a day. */
  readonly retries?: { readonly windowSeconds: number } | "none" | undefined;
  /** Default: the provider's data; where they say nothing, 10. */
  readonly deadlineSeconds?: number | undefined;
  /** Where a target that is a function believes itself to be, which some providers sign. */
  readonly url?: string | undefined;
}

/** Options of {@link simulateProvider}. */
export type SimulationOptions<P extends AnyProvider> = SimulationCommon<P> & SignsWith<NeedsOf<P>>;

/** A provider that is played. */
export interface Simulation {
  /** The virtual time. The receiver takes it as its option `clock`. */
  readonly clock: () => number;
  /** The public key of a provider that signs with a private one: the receiver's option `publicKey`. */
  readonly publicKey: () => Promise<string>;
  /** Wraps a handler, so that the log knows what ran, and runs can be held up beyond the provider's deadline. */
  handler<Work extends AnyWork>(work: Work): Watched<Work>;
  /** Tells of an event that was handled where no handler could be wrapped, such as in another process. */
  handled(event: { readonly id: string }): void;
  /** Plays it all, and gives the log. */
  deliver(target?: SimulationTarget, events?: number | readonly SimulatedEvent[]): Promise<SimulationLog>;
}

/** The beginning of 2026. */
const START_MS = 1_767_225_600_000;
/** What is played where the provider's data do not say for how long it retries. */
const ASSUMED_SECONDS = 86_400;

const invalid = (what: string) => new WebhookConfigError("OPTION_INVALID", what);

/**
 * Plays a provider on a virtual clock: its deliveries, signed anew each time; its retries, for as long as its data say, with
 * pauses that double; and what goes wrong between it and you. Three days take less than two seconds.
 * @param options provider, credential, and {@link SimulationCommon}
 * @throws WebhookConfigError `OPTION_INVALID`; `SCHEME_CANNOT_SIGN` where nobody but the provider can sign
 * @example
 * ```ts
 * import { webhook } from "hookonce/fetch";
 * import { stripe } from "hookonce/providers/stripe";
 * import { simulateProvider } from "hookonce/testing";
 *
 * const secret = "whsec_5Jb1dQ0nYxkq2";
 * const sim = simulateProvider({ provider: stripe, secret, seed: 1 });
 * const handler = webhook({ provider: stripe, secret, clock: sim.clock }, sim.handler((event) => console.log(event.id)));
 * const log = await sim.deliver(handler, 100);
 * log.assertOnce();
 * ```
 */
export function simulateProvider<P extends AnyProvider>(options: SimulationOptions<P>): Simulation {
  const {
    provider,
    target,
    events = 20,
    seed = 1,
    faults,
    startMs = START_MS,
    retries,
    deadlineSeconds,
    url,
    ...rest
  } = options as SimulationCommon<P>;
  if (!Number.isFinite(seed) || !Number.isFinite(startMs)) throw invalid("seed and startMs are numbers.");
  const window = retries ?? provider.retries;
  let now = startMs;
  let played = 0;
  const clock = () => now;
  const keeper = createRunKeeper(clock);

  return {
    clock,
    publicKey: () => publicKeyFor(provider),
    handler: keeper.watch,
    handled: keeper.handled,
    async deliver(given = target, which = events) {
      if (given === undefined || (typeof given !== "function" && !/^https?:\/\//.test(String(given)))) {
        throw invalid("The target is a function from Request to Response, or an address that begins with http.");
      }
      const list = typeof which === "number" ? Array.from({ length: which }, (): SimulatedEvent => ({})) : which;
      const courier = createCourier(provider, { ...rest, url }, given);
      const before = played;
      played += list.length;
      return playEvents({
        courier,
        keeper,
        seed,
        random: createRandom(seed),
        faults: toFaults(faults),
        startMs: now,
        deadlineMs: (deadlineSeconds ?? provider.deadlineSeconds ?? 10) * 1000,
        retries: window === "none" ? window : { windowSeconds: ASSUMED_SECONDS, ...window, assumed: !window },
        events: list,
        played: before,
        clock: {
          now: clock,
          moveTo: (ms) => {
            now = Math.max(now, ms);
          },
        },
      });
    },
  };
}
