import {
  type Answer,
  type AnyStore,
  type Claim,
  type ContextOf,
  createReceiver,
  type EventsOf,
  type Handler,
  type HandlerContext,
  type IdempotencyStore,
  memoryStore,
  reply,
  type StoreOptions,
  type TransactionalContext,
  type TransactionalStore,
} from "hookonce";
import { github } from "hookonce/providers/github";
import { exact } from "./exact.js";

const provider = github.typed<{ push: { ref: string } }>();
const secret = "whsec_1";

interface Client {
  query(text: string): Promise<number>;
}
declare const claims: IdempotencyStore;
declare const transactions: TransactionalStore<Client>;
declare const either: IdempotencyStore | TransactionalStore<Client>;

// Without a transaction there is a fence.
createReceiver({ provider, secret }, (_event, context) => {
  exact<HandlerContext>()(context);
  exact<number>()(context.fence);
  exact<number>()(context.attempt);
  exact<string>()(context.idempotencyKey);
  exact<AbortSignal>()(context.signal);
  // @ts-expect-error the default store has no transaction
  context.transaction;
});
for (const store of [memoryStore(), memoryStore({ maxEntries: 10 }), claims, undefined]) {
  createReceiver({ provider, secret, store }, (_event, context) => exact<HandlerContext>()(context));
}
// @ts-expect-error nor has a store of claims
createReceiver({ provider, secret, store: claims }, (_event, context) => context.transaction);
createReceiver({ provider, secret, store: claims }, (_event, context) => context.fence);

// With one, it is the client's, and there is no fence.
createReceiver({ provider, secret, store: transactions }, async (_event, context) => {
  exact<TransactionalContext<Client>>()(context);
  exact<Client>()(context.transaction);
  exact<number>()(await context.transaction.query("select 1"));
  exact<string>()(context.idempotencyKey);
  exact<AbortSignal>()(context.signal);
  exact<number>()(context.attempt);
  // @ts-expect-error a transaction needs no fence
  context.fence;
  // @ts-expect-error the client has no such operation
  context.transaction.exec("select 1");
});
// @ts-expect-error a store of either grade promises neither
createReceiver({ provider, secret, store: either }, (_event, context) => context.transaction);
createReceiver({ provider, secret, store: either }, (_event, context) => context.attempt);
exact<HandlerContext>()({} as ContextOf<IdempotencyStore>);
exact<TransactionalContext<Client>>()({} as ContextOf<TransactionalStore<Client>>);

// A handler may be written apart.
type Events = EventsOf<typeof provider>;
const apart: Handler<Events, IdempotencyStore> = async (event, context) =>
  reply(200, [event.payload.ref, context.fence]);
const inside: Handler<Events, TransactionalStore<Client>> = (event, { transaction }) => transaction.query(event.id);
createReceiver({ provider, secret }, apart);
createReceiver({ provider, secret, store: transactions }, inside);
// @ts-expect-error it wants a transaction
createReceiver({ provider, secret }, inside);
// @ts-expect-error it wants a fence
createReceiver({ provider, secret, store: transactions }, apart);
// @ts-expect-error it wants a push
createReceiver({ provider: github, secret }, apart);

// Whatever a handler returns, `reply` and `Response` are answers.
exact<Answer>()(reply(204));
createReceiver({ provider, secret }, () => reply(200, { response_type: "ephemeral" }));
createReceiver({ provider, secret }, () => new Response("ok"));
createReceiver({ provider, secret }, async () => [1, 2, 3]);
createReceiver({ provider, secret }, () => {});
// @ts-expect-error a status is a number
reply("200");

// A store of one's own.
class OwnStore implements IdempotencyStore {
  async claim(_key: string, { leaseMs, retainMs, signal }: StoreOptions): Promise<Claim> {
    exact<number>()(leaseMs);
    exact<number>()(retainMs);
    exact<AbortSignal>()(signal);
    return { state: "claimed", fence: 1, attempt: 1 };
  }
  async complete(_key: string, _fence: number): Promise<boolean> {
    return true;
  }
  async release(): Promise<boolean> {
    return true;
  }
  async extend(): Promise<boolean> {
    return true;
  }
  async forget(): Promise<boolean> {
    return true;
  }
}
createReceiver({ provider, secret, store: new OwnStore() }, (_event, context) => exact<HandlerContext>()(context));

class NoExtend {
  claim = async (): Promise<Claim> => ({ state: "done" });
  complete = async () => true;
  release = async () => true;
  forget = async () => true;
}
// @ts-expect-error a store that lacks an operation is none
createReceiver({ provider, secret, store: new NoExtend() }, () => {});
class Extended extends NoExtend {
  extend = async () => true;
}
createReceiver({ provider, secret, store: new Extended() }, () => {});
class SaysNothing extends Extended {
  // @ts-expect-error complete says whether it did
  override complete = async () => {};
}
// @ts-expect-error so that this is no store
createReceiver({ provider, secret, store: new SaysNothing() }, () => {});
// @ts-expect-error a claim is one of three states
export const loose: IdempotencyStore["claim"] = async () => ({ state: "failed" });
export const exactly: IdempotencyStore["claim"] = async () => ({ state: "running", retryAfterMs: 100 });
// @ts-expect-error a cache is no store
createReceiver({ provider, secret, store: new Map<string, boolean>() }, () => {});
// @ts-expect-error the class is not the store
createReceiver({ provider, secret, store: OwnStore }, () => {});

class OwnTransactions implements TransactionalStore<Client> {
  constructor(private readonly client: Client) {}
  async run<R>(
    _key: string,
    { retainMs }: Omit<StoreOptions, "leaseMs">,
    work: (transaction: Client, attempt: number) => Promise<R>,
  ) {
    exact<number>()(retainMs);
    return { state: "committed", value: await work(this.client, 1) } as const;
  }
  async forget(): Promise<boolean> {
    return false;
  }
}
declare const own: OwnTransactions;
createReceiver({ provider, secret, store: own }, (_event, { transaction }) => exact<Client>()(transaction));
const { forget } = own;
// @ts-expect-error a transactional store that cannot run is none
createReceiver({ provider, secret, store: { forget } }, () => {});
export const stores: readonly AnyStore[] = [own, claims, transactions];
