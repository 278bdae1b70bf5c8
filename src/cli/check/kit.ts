import { setTimeout as sleep } from "node:timers/promises";
import type { AnyProvider } from "../../core/provider.js";
import type { SignedDelivery } from "../../testing/index.js";
import { toOutgoing } from "../deliver.js";
import { type Answer, type Outgoing, sendRequest } from "../http.js";
import { newEvent } from "../samples/index.js";
import type { EventSpec, How, Signer } from "../signer.js";
import type { Target } from "../target.js";
import { Budget } from "./budget.js";
import { signatureHeaders, signatureText } from "./signature-place.js";
import type { Seen } from "./types.js";

/** For how long effects of accepted deliveries may take. */
const SETTLE_MS = 300;

/** What probes are made and sent with. */
export class Kit {
  readonly budget = new Budget();
  readonly seen: Seen[] = [];
  /** Signatures that would have been right for a forged body: no answer may tell them. */
  readonly rightSignatures = new Set<string>();
  /** Names of the headers that hold the signature; none where it stands elsewhere. */
  headers: readonly string[] = [];
  /** Whether the counter of effects moves with each new event. */
  countsEffects = false;
  /** Whether the same delivery takes effect once only. */
  holdsReplays = true;

  constructor(
    readonly signer: Signer,
    readonly target: Target,
    readonly options: {
      readonly event?: string | undefined;
      readonly effects?: Target | undefined;
      readonly failing?: EventSpec | undefined;
      readonly verifyToken?: string | undefined;
    },
  ) {}

  get provider(): AnyProvider {
    return this.signer.provider;
  }

  /** Looks where the signature stands. */
  async prepare(): Promise<void> {
    this.headers = await signatureHeaders(this.signer, newEvent(this.provider, this.options.event));
  }

  newEvent(): EventSpec {
    return newEvent(this.provider, this.options.event);
  }

  sign(event: EventSpec = this.newEvent(), how: How = {}): Promise<SignedDelivery> {
    return this.signer.sign(event, how);
  }

  /** A signed delivery as a request, with some of it changed. */
  request(delivery: SignedDelivery, change: Partial<Outgoing> = {}): Outgoing {
    return { ...toOutgoing(delivery, this.target), ...change };
  }

  /** The body of a new event as JSON; nothing where the provider sends something else. */
  async tree(event: EventSpec = this.newEvent()): Promise<Record<string, unknown> | undefined> {
    try {
      const parsed: unknown = JSON.parse(new TextDecoder().decode((await this.sign(event)).body));
      return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
        ? (parsed as Record<string, unknown>)
        : undefined;
    } catch {
      return;
    }
  }

  /** A new event whose body is written by the probe. */
  async written(write: (tree: Record<string, unknown>) => string | Uint8Array, how: How = {}): Promise<SignedDelivery> {
    const event = this.newEvent();
    return this.sign({ ...event }, { ...how, payload: write((await this.tree(event)) ?? {}) });
  }

  signatureText(delivery: SignedDelivery): string | undefined {
    return signatureText(this.provider, this.headers, delivery);
  }

  /** Headers of a request with some of them set, or taken out. */
  set({ headers }: Outgoing, values: Readonly<Record<string, string | undefined>>): Outgoing["headers"] {
    const kept = headers.filter(([name]) => !Object.hasOwn(values, name.toLowerCase()));
    const added = Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    );
    return [...kept, ...added];
  }

  async send(probe: string, outgoing: Outgoing, forgery = false): Promise<Answer> {
    await this.budget.take();
    const answer = await sendRequest(this.target, outgoing);
    this.seen.push({ probe, forgery, answer });
    return answer;
  }

  /** Sends requests that start together. */
  async sendTogether(probe: string, all: readonly Outgoing[]): Promise<Answer[]> {
    await this.budget.take(all.length);
    const answers = await Promise.all(all.map((outgoing) => sendRequest(this.target, outgoing)));
    for (const answer of answers) this.seen.push({ probe, forgery: false, answer });
    return answers;
  }

  /** What the counter of effects says; nothing where there is none. */
  async effects(): Promise<number | undefined> {
    const { effects } = this.options;
    if (!effects) return;
    await this.budget.take();
    const path = effects.url.pathname + effects.url.search;
    const { status, body } = await sendRequest(effects, { method: "GET", path, headers: [], body: new Uint8Array() });
    const [digits] = /\d{1,15}/.exec(body) ?? [];
    return status === 200 && digits !== undefined ? Number(digits) : undefined;
  }

  /** By how much the counter grew while something was done. */
  async growth<T>(work: () => Promise<T>): Promise<readonly [T, number | undefined]> {
    const before = await this.effects();
    const result = await work();
    if (before === undefined) return [result, undefined];
    await sleep(SETTLE_MS);
    const after = await this.effects();
    return [result, after === undefined ? undefined : after - before];
  }
}
