import type { Delivery } from "../core/delivery.js";
import type { WebhookConfigErrorCode, WebhookErrorCode } from "../core/errors.js";
import type { AnyProvider, NeedsOf } from "../core/provider.js";
import type { SecretInput } from "../core/secrets.js";
import type { VerifyOptions } from "../core/verification.js";
import type { Cause } from "./causes.js";

/**
 * How sure a finding is. `certain`: with this undone the signature holds, which nobody without the secret can bring about.
 * `likely`: the shape of the delivery or of the set-up says so. `possible`: nothing speaks against it.
 */
export type Certainty = "certain" | "likely" | "possible";

/** One reason why a delivery is refused. */
export interface Finding {
  readonly cause: Cause;
  readonly certainty: Certainty;
  /** What was seen or tried. It quotes no secret, no body and no signature. */
  readonly evidence: string;
  /** What to do. */
  readonly remedy: string;
  /** A page about this cause. */
  readonly docs: string;
}

/** Why a delivery is refused. Safe to log. */
export interface Explanation {
  /** Id of the provider. */
  readonly provider: string;
  readonly providerName: string;
  /** `genuine`: it holds and is fresh. `refused`: the delivery is. `misconfigured`: it could not even be judged. */
  readonly verdict: "genuine" | "refused" | "misconfigured";
  /** What `verify` refuses it with. */
  readonly code?: WebhookErrorCode | WebhookConfigErrorCode | undefined;
  /** The message of that error. */
  readonly message?: string | undefined;
  /** The surest first. Several certain ones belong together: each of them is in the way. */
  readonly findings: readonly Finding[];
  /** How many signatures were checked. */
  readonly checks: number;
  /** Whether every hypothesis was tried within the limits. */
  readonly complete: boolean;
}

/** What {@link explain} takes besides the options of `verify`. */
export interface ExplainExtras<P extends AnyProvider> {
  readonly provider: P;
  /** What arrived, or what is left of it: a body that was parsed already is looked at as well. */
  readonly delivery: Omit<Delivery, "body"> & { readonly body: unknown };
  /**
   * Other secrets or public keys that you have: of the other mode, of other endpoints, of the command-line tool. With an `id`
   * the finding names the one that matches.
   */
  readonly otherSecrets?: readonly SecretInput[] | undefined;
  /** Providers that may be the right one instead. */
  readonly otherProviders?: readonly AnyProvider[] | undefined;
  /** Goes to credentials that are functions. */
  readonly platform?: unknown;
  /** The error that a receiver refused it with. Default: what `verify` says. */
  readonly error?: unknown;
  /** How many signatures are checked at most. Default 1000. */
  readonly maxChecks?: number | undefined;
}

/** Options of {@link explain}: provider, delivery, the credential as for `verify`, and {@link ExplainExtras}. */
export type ExplainOptions<P extends AnyProvider> = ExplainExtras<P> & VerifyOptions & NeedsOf<P>;

/** Something to undo. What it leaves out stays as it was. */
export interface Change {
  readonly provider?: AnyProvider | undefined;
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Names and values in turn, as Node's `rawHeaders`. */
  readonly headers?: readonly string[] | undefined;
  readonly body?: Uint8Array | undefined;
}

/** What a finding says, before its remedy is looked up. */
export interface Reason {
  readonly cause: Cause;
  readonly evidence: string;
}

/** A hypothesis: were it so, the signature would hold under this change. */
export interface Idea {
  readonly reasons: readonly Reason[];
  readonly change: Change;
}

/** What the shape says, unproven. `weight` orders clues of one certainty, the greater first. */
export interface Clue extends Reason {
  readonly certainty: "likely" | "possible";
  readonly weight: number;
}

/** What a family of hypotheses gives. */
export interface Family {
  readonly ideas: (situation: Situation) => Iterable<Idea> | AsyncIterable<Idea>;
  readonly clues: (situation: Situation) => Iterable<Clue>;
}

/** The delivery and the set-up, as hypotheses look at them. */
export interface Situation {
  readonly provider: AnyProvider;
  /** The options of `verify`, with functions for credentials already called. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly method: string;
  readonly url: string | undefined;
  /** Names in lower case, in the order in which they came. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
  /** What was given as the body, where that is no bytes and no text. */
  readonly parsedBody: unknown;
  readonly code: string;
  /** Why the credential itself was refused. */
  readonly configCode: string | undefined;
  readonly otherSecrets: readonly SecretInput[];
  readonly otherProviders: readonly AnyProvider[];
}
