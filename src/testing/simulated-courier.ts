import type { AnyProvider } from "../core/provider.js";
import { createVerifier, type Verifier } from "../core/verify.js";
import { hasIdPlace } from "./sign/place-event.js";
import { publicKeyFor, writeDelivery } from "./sign/write-delivery.js";
import { SignedDelivery } from "./sign-delivery.js";

/** What is delivered to: a function like those of `hookonce/fetch`, or an address. */
export type SimulationTarget = string | URL | ((request: Request) => Response | Promise<Response>);

/** One event of a simulation, as far as it is not made up. */
export interface SimulatedEvent {
  readonly id?: string | number | undefined;
  readonly type?: string | number | undefined;
  /** As for {@link signDelivery}. Where the provider gives no ids, payloads have to differ. */
  readonly payload?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** An event on its way. */
export interface CourierEvent extends SimulatedEvent {
  /** Its name in the log. */
  readonly name: string;
  readonly occurredMs: number;
}

/** Signs and sends. */
export interface Courier {
  sign(event: CourierEvent, nowMs: number, forge: boolean): Promise<SignedDelivery>;
  /** The ids that a receiver sees: of the event, and of its items. */
  identify(delivery: SignedDelivery, nowMs: number): Promise<readonly string[]>;
  send(delivery: SignedDelivery): Promise<Response>;
}

export function createCourier(
  provider: AnyProvider,
  options: { readonly url?: string | undefined },
  target: SimulationTarget,
): Courier {
  const hasIds = hasIdPlace(provider);
  const remote = typeof target !== "function";
  let now = 0;
  let verifier: Promise<Verifier<AnyProvider>> | undefined;

  async function createOwnVerifier(): Promise<Verifier<AnyProvider>> {
    const signsPublicly = provider.scheme.credential === "publicKey" || provider.scheme.credential === "none";
    const key = signsPublicly ? { publicKey: await publicKeyFor(provider) } : {};
    return createVerifier(provider, { ...options, ...key, clock: () => now } as never) as Verifier<AnyProvider>;
  }

  return {
    async sign({ name, occurredMs, ...event }, nowMs, forge) {
      // A receiver behind an address has a clock of its own.
      const timestamp = remote ? Date.now() : nowMs;
      const id = event.id ?? (hasIds ? name : undefined);
      const where = remote ? { url: String(target) } : {};
      const written = { ...options, ...where, ...event, id, marker: name, occurredMs, timestamp, forge };
      return new SignedDelivery(await writeDelivery(provider, written));
    },
    async identify(delivery, nowMs) {
      now = remote ? Date.now() : nowMs;
      verifier ??= createOwnVerifier();
      const event = await (await verifier)(delivery);
      const items = provider.items ? event.items : [];
      return [...new Set([event.id, ...items.map(({ id }: { readonly id: string }) => id)])];
    },
    async send(delivery) {
      return remote ? fetch(delivery.request) : target(delivery.request);
    },
  };
}

/** Real milliseconds: a target that does not answer must not hold up the play for ever. */
const PATIENCE_MS = 10_000;

/** The status of an answer; nothing when there is none, or only after {@link PATIENCE_MS}. */
export async function statusOf(answer: Promise<Response>): Promise<number | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, undefined);
  });
  try {
    return (await Promise.race([answer, late]))?.status;
  } catch {
    return;
  } finally {
    clearTimeout(timer);
  }
}
