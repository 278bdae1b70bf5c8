import type { Answer } from "./answer.js";
import type { RawDelivery } from "./delivery.js";
import type { GenuineEvent } from "./event.js";
import { createGreet } from "./greet.js";
import type { AnyProvider, Handshake } from "./provider.js";
import type { Verifier } from "./verify.js";

/** Answers a request that is a handshake. `event` when it is known to be genuine. */
export type Greet = (delivery: RawDelivery, platform: unknown, event?: GenuineEvent) => Promise<Answer | undefined>;

/** The options that handshakes look at. */
export interface GreetOptions {
  readonly secret?: unknown;
  readonly verifyToken?: unknown;
  readonly clock?: (() => number) | undefined;
  readonly fetch?: typeof fetch | undefined;
}

/** What the hook `onHandshake` learns. */
export interface HandshakeOutcome {
  /** Id of the provider. */
  readonly provider: string;
  readonly endpoint: string;
  readonly method: Handshake["method"];
  /** What was proven before: `"none"` means that anybody can have sent it. */
  readonly check: Handshake["check"];
  /** What it was known by and what was echoed, by header, parameter or path; never your token, nor what was computed. */
  readonly values: Readonly<Record<string, string>>;
  readonly status: number;
}

/** What a receiver knows that answers handshakes. */
export interface GreetSettings {
  readonly provider: AnyProvider;
  readonly endpoint: string;
  readonly onHandshake?: ((info: HandshakeOutcome) => unknown) | undefined;
}

/** The handshakes of a provider, with the code that answers them: who has none of them has no such code in the bundle. */
export interface Handshakes extends ReadonlyArray<Handshake> {
  /** @internal */
  greeter(settings: GreetSettings, options: GreetOptions, verifyDelivery: Verifier<AnyProvider>): Greet;
}

/** Gives handshakes the code that answers them. */
export const handshakes = (...list: readonly Handshake[]): Handshakes =>
  Object.assign([...list], { greeter: createGreet });
