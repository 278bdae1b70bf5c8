import { createHash, createHmac } from "node:crypto";
import {
  type AnyProvider,
  createReceiver,
  defineProvider,
  fromBody,
  fromHeader,
  hmac,
  type IdempotencyStore,
  memoryStore,
  type ProviderData,
  reply,
  type StandardSchema,
  verify,
  type WebhookError,
  type WebhookEvent,
} from "hookonce";
import { stripe } from "hookonce/providers/stripe";
import { describe, expect, it, vi } from "vitest";
import { Database } from "./_database.js";
import {
  defer,
  elapse,
  isSettled,
  onVirtualClock,
  pass,
  SECRET,
  spyHooks,
  spyStore,
  textOf,
  until,
} from "./_support.js";

onVirtualClock();

type Changes = Partial<ProviderData<string, object, string>>;
type Items = NonNullable<Changes["items"]>;

const scheme = (signs = "{body}") =>
  hmac({ hash: "sha256", header: "x-signature", format: "{signature}", encoding: "hex", signs });
const providerOf = (items: Items | undefined, changes: Changes = {}) =>
  defineProvider({
    id: "acme",
    name: "Acme",
    docs: "https://acme.example/docs",
    checked: "2026-11",
    scheme: scheme() as never,
    items,
    ...changes,
  });
const acme = providerOf({ at: "events", id: "id", type: "type" });

const deliver = (payload: unknown, headers = {}) => {
  const body = typeof payload === "string" ? payload : JSON.stringify(payload);
  return { headers: { "x-signature": createHmac("sha256", SECRET).update(body).digest("hex"), ...headers }, body };
};
const batch = (...ids: unknown[]) => deliver({ events: ids.map((id) => ({ id, type: "order.paid" })) });

interface Seen {
  event: WebhookEvent;
  attempt: number;
  key: string;
}

/** A receiver that writes down what runs. */
function open(work: (event: WebhookEvent, attempt: number) => unknown = () => {}, options: object = {}) {
  const { hooks, told } = spyHooks();
  const seen: Seen[] = [];
  const spy = spyStore();
  const all = { provider: acme, secret: SECRET, each: true, store: spy.store, ...hooks, ...options };
  const receiver = createReceiver(all as never, (event: WebhookEvent, { attempt, idempotencyKey }: any) => {
    seen.push({ event, attempt, key: idempotencyKey });
    return work(event, attempt);
  });
  return { receiver, seen, ids: () => seen.map(({ event }) => event.id), told, spy };
}

const read = async (provider: AnyProvider, delivery: { headers: object; body: string }) =>
  (await verify(provider, delivery as never, { secret: SECRET } as never)) as WebhookEvent;
const codeOf = (run: () => unknown) => {
  try {
    return run();
  } catch (error) {
    return (error as WebhookError).code;
  }
};

describe("event.items", () => {
  it("has each item with id, type and payload, in their order, and is read when it is asked for", async () => {
    const { items } = await read(acme, deliver({ events: [{ id: "a", type: "x" }, { id: 2 }] }));
    expect(items.map(({ id, type, payload }) => ({ id, type, payload }))).toEqual([
      { id: "a", type: "x", payload: { id: "a", type: "x" } },
      { id: "2", type: "", payload: { id: 2 } },
    ]);
    const event = await read(acme, deliver("no JSON"));
    expect(codeOf(() => event.items)).toBe("PAYLOAD_MALFORMED");
  });

  it("is empty for an empty list, and the payload itself may be the list", async () => {
    expect((await read(acme, deliver({ events: [] }))).items).toEqual([]);
    const bare = providerOf({ at: "", id: "id" });
    expect((await read(bare, deliver([{ id: "a" }, { id: "b" }]))).items.map(({ id }) => id)).toEqual(["a", "b"]);
    expect((await read(bare, deliver([]))).items).toEqual([]);
  });

  it("is the event itself where the provider sends one at a time", async () => {
    const single = providerOf(undefined, { eventId: fromBody("id"), eventType: fromBody("type") });
    const event = await read(single, deliver({ id: "evt_1", type: "x" }));
    expect(event.items).toEqual([event]);
    expect(event.items[0]).toMatchObject({ id: "evt_1", type: "x", payload: { id: "evt_1" } });
    expect(event.batch).toBeUndefined();
  });

  it.each<[unknown]>([[{}], [{ events: null }], [{ events: {} }], [{ events: "ab" }], [[]], [5], [null]])(
    "of %j is refused: ITEMS_MALFORMED",
    async (payload) => {
      const event = await read(acme, deliver(payload));
      expect(codeOf(() => event.items)).toBe("ITEMS_MALFORMED");
    },
  );

  it("has up to 10,000 items", async () => {
    const of = (length: number) => deliver({ events: Array.from({ length }, (_, id) => ({ id })) });
    expect((await read(acme, of(10_000))).items).toHaveLength(10_000);
    const more = await read(acme, of(10_001));
    expect(codeOf(() => more.items)).toBe("ITEMS_MALFORMED");
  });

  it("an id may be made of several values, and no two lists of values make the same one", async () => {
    const joined = providerOf({ at: "events", id: ["ref", "data.code", "ok"] });
    const ids = async (...events: object[]) => (await read(joined, deliver({ events }))).items.map(({ id }) => id);
    expect(await ids({ ref: "P1", data: { code: "PAID" }, ok: true })).toEqual(["P1:PAID:true"]);
    const [a, b] = await ids(
      { ref: "a:b", data: { code: "c" }, ok: "d" },
      { ref: "a", data: { code: "b:c" }, ok: "d" },
    );
    expect([a, b]).toEqual(["a%3Ab:c:d", "a:b%3Ac:d"]);
    expect(await ids({ ref: "a%3Ab", data: { code: 1 }, ok: 0 })).toEqual(["a%253Ab:1:0"]);
  });

  it("an item without an id is known by the delivery's and its position, which start at 0", async () => {
    const delivery = deliver({ events: [{ id: "a" }, {}, { id: null }] });
    const digest = createHash("sha256").update(delivery.body).digest("base64url");
    expect((await read(acme, delivery)).items.map(({ id }) => id)).toEqual([
      "a",
      `sha256:${digest}#1`,
      `sha256:${digest}#2`,
    ]);
    const own = providerOf({ at: "events" }, { eventId: fromHeader("x-id") });
    const { items } = await read(own, deliver({ events: [{ id: "a" }] }, { "x-id": "d1" }));
    expect(items.map(({ id }) => id)).toEqual(["d1#0"]);
  });

  it.each([[{}], [""], ["a\nb"], ["x".repeat(257)], [1.5], [true]])("an id of %j is refused", async (id) => {
    const { items } = await read(acme, deliver({ events: [{ id }] }));
    expect(codeOf(() => items[0]!.id)).toBe("EVENT_ID_MALFORMED");
  });

  it("only own properties are an id", async () => {
    const { items } = await read(acme, deliver('{"events":[{"__proto__":{"id":"a"}}]}'));
    expect(items[0]!.id).toMatch(/^sha256:.*#0$/);
  });
});

describe("each", () => {
  it("runs the handler once for each item, one after another, each with a key of its own", async () => {
    const { receiver, seen, ids, spy } = open();
    expect(await receiver.receive(batch("a", "b", "c"))).toMatchObject({ status: 200 });
    expect(ids()).toEqual(["a", "b", "c"]);
    expect(seen.map(({ key }) => key)).toEqual(["acme:default:a", "acme:default:b", "acme:default:c"]);
    expect(spy.operations()).toEqual(["claim", "complete", "claim", "complete", "claim", "complete"]);
  });

  it("the handler sees the item as an event, and the whole beside it", async () => {
    const { receiver, seen } = open();
    const delivery = deliver({ account: "A1", events: [{ id: "a", type: "order.paid", n: 1 }] });
    const answer = await receiver.receive(delivery);
    const { event } = seen[0]!;
    expect(event).toMatchObject({ provider: "acme", id: "a", type: "order.paid", timestampMs: undefined });
    expect(event.payload).toEqual({ id: "a", type: "order.paid", n: 1 });
    expect(event.batch?.payload).toMatchObject({ account: "A1" });
    expect(Buffer.from(event.body).toString()).toBe(delivery.body);
    expect(event.items).toEqual([event]);
    expect(event.signed).toEqual({ id: true, type: true, timestamp: false, url: false, body: true });
    expect(answer.event).toBe(event.batch);
    expect(receiver.keyOf(event)).toBe("acme:default:a");
  });

  it("signed says what is: nothing of an item where the body is not, save the parts that are named", async () => {
    const own = (signs: string) =>
      providerOf({ at: "events", id: "id", type: "type" }, { scheme: scheme(signs) as never });
    const signed = async (signs: string, parts: string) => {
      const body = '{"events":[{"id":"a","type":"t"}]}';
      const signature = createHmac("sha256", SECRET).update(parts).digest("hex");
      const event = await read(own(signs), { headers: { "x-signature": signature }, body });
      return (event.items[0] as WebhookEvent).signed;
    };
    expect(await signed("{json:events.0.id}", "a")).toMatchObject({ id: true, type: false, body: false });
    expect(await signed("{json:events.0.type}", "t")).toMatchObject({ id: false, type: true, body: false });
  });

  it("an empty list is answered 200, and nobody is asked", async () => {
    const { receiver, seen, spy, told } = open();
    expect(await receiver.receive(batch())).toMatchObject({ status: 200 });
    expect([seen, spy.calls, told]).toEqual([[], [], []]);
  });

  it("a delivery without a list is refused: 400 ITEMS_MALFORMED, after its signature held", async () => {
    const { receiver, seen, told } = open();
    expect(await receiver.receive(deliver({ event: {} }))).toMatchObject({ status: 400, body: "Bad Request" });
    expect((await receiver.receive({ ...deliver({ event: {} }), body: "{}" })).status).toBe(401);
    expect(told.map(([name, { error }]) => [name, error.code])).toEqual([
      ["onRejected", "ITEMS_MALFORMED"],
      ["onRejected", "SIGNATURE_MISMATCH"],
    ]);
    expect(seen).toEqual([]);
  });

  it("a second delivery of the batch runs nothing", async () => {
    const { receiver, seen, told } = open();
    await receiver.receive(batch("a", "b"));
    expect((await receiver.receive(batch("a", "b"))).status).toBe(200);
    expect(seen).toHaveLength(2);
    expect(told.map(([name, { state, event }]) => [name, state, event.id]).slice(2)).toEqual([
      ["onDuplicate", "done", "a"],
      ["onDuplicate", "done", "b"],
    ]);
  });

  it("an item that was in another batch does not run again", async () => {
    const { receiver, ids } = open();
    await receiver.receive(batch("a", "b"));
    await receiver.receive(batch("b", "c"));
    expect(ids()).toEqual(["a", "b", "c"]);
  });

  it("an item that stands twice in one batch runs once", async () => {
    const { receiver, ids } = open();
    expect((await receiver.receive(batch("a", "b", "a"))).status).toBe(200);
    expect(ids()).toEqual(["a", "b"]);
    const together = open(() => Promise.resolve(), { each: { concurrency: 3 } });
    expect((await together.receiver.receive(batch("a", "a", "a"))).status).toBe(200);
    expect(together.ids()).toEqual(["a"]);
  });

  it("items without an id are told apart by their position; the retry knows them, another batch does not", async () => {
    const { receiver, seen } = open();
    const one = deliver({ events: [{ n: 1 }, { n: 1 }] });
    await receiver.receive(one);
    await receiver.receive(one);
    expect(seen).toHaveLength(2);
    expect(new Set(seen.map(({ key }) => key)).size).toBe(2);
    await receiver.receive(deliver({ events: [{ n: 1 }, { n: 2 }] }));
    expect(seen).toHaveLength(4);
  });

  it("an id that looks like a position takes nothing from the item that has none", async () => {
    const own = providerOf({ at: "events", id: "id" }, { eventId: fromBody("batch") });
    const { receiver, seen } = open(() => {}, { provider: own });
    await receiver.receive(deliver({ batch: "B", events: [{ id: "B#1" }, {}] }));
    expect(seen.map(({ event }) => event.id)).toEqual(["B#1", "B#1"]);
    expect(new Set(seen.map(({ key }) => key)).size).toBe(2);
  });

  it("headers that tell apart equal bodies tell apart their items, too", async () => {
    const own = providerOf({ at: "events" }, { keyAlso: [fromHeader("x-shop")] });
    const { receiver, seen } = open(() => {}, { provider: own });
    for (const shop of ["a", "b", "a"]) await receiver.receive(deliver({ events: [{}] }, { "x-shop": shop }));
    expect(seen).toHaveLength(2);
  });
});

describe("an item that fails", () => {
  const failsOnce = (event: WebhookEvent, attempt: number) => {
    if (event.id === "b" && attempt === 1) throw new Error("the database is away");
  };

  it("leads to 500 and holds up no other; the retry runs what is not done", async () => {
    const { receiver, seen, told } = open(failsOnce);
    expect(await receiver.receive(batch("a", "b", "c"))).toMatchObject({ status: 500, body: "Internal Server Error" });
    expect(told.map(([name, { event }]) => `${name} ${event.id}`)).toEqual([
      "onHandled a",
      "onFailed b",
      "onHandled c",
    ]);
    expect((await receiver.receive(batch("a", "b", "c"))).status).toBe(200);
    expect(seen.map(({ event, attempt }) => `${event.id}${attempt}`)).toEqual(["a1", "b1", "c1", "b2"]);
  });

  it("is counted where reasons are shown", async () => {
    const { receiver } = open(failsOnce, { exposeReason: true });
    const answer = await receiver.receive(batch("a", "b", "c"));
    expect(JSON.parse(textOf(answer))).toMatchObject({ code: "HANDLER_FAILED", message: "Of 3 items 1 failed." });
  });

  it("by an answer of its own leads to 500, too; its 2xx is none of the delivery's", async () => {
    const { receiver } = open((event) => reply(event.id === "b" ? 422 : 201, "own"));
    expect((await receiver.receive(batch("a", "b"))).status).toBe(500);
    const answer = await receiver.receive(batch("a"));
    expect([answer.status, answer.body]).toEqual([200, undefined]);
  });

  it("because it must come again ends the delivery with 503: what follows is left to the retry", async () => {
    const { receiver, ids } = open((event, attempt) => (event.id === "b" && attempt === 1 ? reply(503) : undefined));
    expect((await receiver.receive(batch("a", "b", "c"))).status).toBe(503);
    expect(ids()).toEqual(["a", "b"]);
    expect((await receiver.receive(batch("a", "b", "c"))).status).toBe(200);
    expect(ids()).toEqual(["a", "b", "b", "c"]);
  });

  it("because of its own id is refused with 400, and the others run", async () => {
    const { receiver, ids, told } = open();
    expect((await receiver.receive(batch("a", "x\ny", "c"))).status).toBe(400);
    expect(ids()).toEqual(["a", "c"]);
    expect(told.map(([name, { error }]) => [name, error?.code])).toContainEqual(["onRejected", "EVENT_ID_MALFORMED"]);
  });

  it("beside one that fails for us: 500", async () => {
    const { receiver } = open(failsOnce);
    expect((await receiver.receive(batch("x\ny", "b"))).status).toBe(500);
  });
});

describe("an item that runs elsewhere", () => {
  it("leads to 503 with Retry-After once the wait is over; those before it are done", async () => {
    const inner = memoryStore();
    const claim: IdempotencyStore["claim"] = async (key, options) =>
      key.endsWith(":b") ? { state: "running", retryAfterMs: 7000 } : inner.claim(key, options);
    const { receiver, ids, told } = open(() => {}, { store: spyStore({ claim }, inner).store });
    const answer = await elapse(receiver.receive(batch("a", "b", "c")));
    expect(answer).toMatchObject({ status: 503, headers: { "retry-after": "7" } });
    expect(ids()).toEqual(["a"]);
    expect(told.map(([name]) => name)).toEqual(["onHandled", "onDuplicate"]);
  });

  it("is taken over when its run has died, and what it had done is not done again", async () => {
    const store = memoryStore();
    // As after a kill: no heartbeat.
    const silent: IdempotencyStore = { ...store, extend: async () => true };
    const died = open((event) => (event.id === "b" ? new Promise(() => {}) : undefined), { store: silent });
    void died.receiver.receive(batch("a", "b", "c"));
    await until(() => died.seen.length === 2);
    const { receiver, seen } = open(() => {}, { store });
    expect((await elapse(receiver.receive(batch("a", "b", "c")))).status).toBe(503);
    expect(seen).toEqual([]);
    await pass(20_000);
    expect((await elapse(receiver.receive(batch("a", "b", "c")))).status).toBe(200);
    expect(seen.map(({ event, attempt }) => `${event.id}${attempt}`)).toEqual(["b2", "c1"]);
  });

  it("a store that is down ends the delivery with 503", async () => {
    const store = spyStore({ claim: () => Promise.reject(new Error("down")) });
    const { receiver, seen } = open(() => {}, { store: store.store });
    expect((await receiver.receive(batch("a", "b"))).status).toBe(503);
    expect([seen, store.count("claim")]).toEqual([[], 1]);
  });
});

describe("concurrency", () => {
  it("as many at a time as it says, never more", async () => {
    const ends = new Map<string, ReturnType<typeof defer>>();
    const work = (event: WebhookEvent) => {
      const end = defer();
      ends.set(event.id, end);
      return end.promise;
    };
    const { receiver, ids } = open(work, { each: { concurrency: 2 } });
    const answer = receiver.receive(batch("a", "b", "c", "d"));
    await until(() => ids().length === 2);
    expect(await isSettled(answer)).toBe(false);
    expect(ids()).toEqual(["a", "b"]);
    ends.get("b")!.resolve();
    await until(() => ids().length === 3);
    for (const id of ["a", "c"]) ends.get(id)!.resolve();
    await until(() => ids().length === 4);
    ends.get("d")!.resolve();
    expect((await answer).status).toBe(200);
  });

  it.each([true, {}, { concurrency: undefined }])("of %j is one", async (each) => {
    let running = 0;
    const work = async () => {
      expect(++running).toBe(1);
      await Promise.resolve();
      running--;
    };
    const { receiver, seen } = open(work, { each });
    expect((await receiver.receive(batch("a", "b", "c"))).status).toBe(200);
    expect(seen).toHaveLength(3);
  });

  it.each([0, 101, -1, 1.5, Number.NaN, "2"])("of %s is refused when the receiver is built", (concurrency) => {
    expect(() => open(() => {}, { each: { concurrency } })).toThrow(
      expect.objectContaining({ code: "OPTION_INVALID" }),
    );
  });

  it.each([null, 1, 0, "true", ""])("each: %j is refused", (each) => {
    expect(() => open(() => {}, { each })).toThrow(expect.objectContaining({ code: "OPTION_INVALID" }));
  });
});

describe("each goes with", () => {
  it("providers whose deliveries are lists only", () => {
    const build = (each: unknown) => () =>
      createReceiver({ provider: stripe, secret: SECRET, each } as never, () => {});
    expect(build(true)).toThrow(expect.objectContaining({ name: "WebhookConfigError", code: "OPTION_INVALID" }));
    expect(build(true)).toThrow(/each does not go with Stripe/);
    expect(build(false)).not.toThrow();
    expect(build(undefined)).not.toThrow();
  });

  it("a schema, which then is one of an item", async () => {
    const schema: StandardSchema<{ n: number }> = {
      "~standard": {
        version: 1,
        vendor: "test",
        validate: (value: any) =>
          typeof value.n === "number" ? { value: { n: value.n + 1 } } : { issues: [{ path: ["n"] }] },
      },
    };
    const { receiver, seen, told } = open(() => {}, { schema });
    expect((await receiver.receive(deliver({ events: [{ id: "a", n: 1 }, { id: "b" }] }))).status).toBe(400);
    expect(seen.map(({ event }) => event.payload)).toEqual([{ n: 2 }]);
    expect(seen[0]!.event.id).toBe("a");
    expect(told.map(([, { error }]) => error?.code)).toContain("SCHEMA_MISMATCH");
  });

  it("once: false: every item of every delivery runs", async () => {
    const { receiver, seen, spy } = open(() => {}, { once: false });
    for (let i = 0; i < 2; i++) expect((await receiver.receive(batch("a", "b"))).status).toBe(200);
    expect([seen.length, spy.calls]).toEqual([4, []]);
  });

  it("a transactional store: each item has a transaction of its own, and one that fails leaves nothing", async () => {
    const database = new Database();
    const { hooks } = spyHooks();
    let fail = true;
    const receiver = createReceiver<typeof acme, Database>(
      { provider: acme, each: true, store: database, ...hooks, ...({ secret: SECRET } as object) },
      (event, { transaction }) => {
        transaction.insert(event.id);
        if (event.id === "b" && fail) throw new Error("no");
      },
    );
    expect((await receiver.receive(batch("a", "b", "c"))).status).toBe(500);
    expect(database.effects).toEqual(["a", "c"]);
    fail = false;
    expect((await receiver.receive(batch("a", "b", "c"))).status).toBe(200);
    expect(database.effects).toEqual(["a", "c", "b"]);
    expect([...database.done]).toEqual(["acme:default:a", "acme:default:c", "acme:default:b"]);
  });

  it("several deliveries at once: no item runs twice", async () => {
    const work = vi.fn(async () => {
      await Promise.resolve();
    });
    const { receiver, seen } = open(work);
    const answers = await Promise.all(Array.from({ length: 10 }, () => receiver.receive(batch("a", "b", "c", "d"))));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(seen).toHaveLength(4);
  });
});

describe("without each", () => {
  it("a list is one event, whose items the handler reads", async () => {
    const { receiver, seen, spy } = open(() => {}, { each: false });
    expect((await receiver.receive(batch("a", "b"))).status).toBe(200);
    expect(seen).toHaveLength(1);
    expect(seen[0]!.event.items.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(spy.operations()).toEqual(["claim", "complete"]);
  });

  it("items that are malformed are refused when the handler is the first to read them: 400", async () => {
    const { receiver } = open((event) => event.items, { each: false });
    expect((await receiver.receive(deliver({ event: 1 }))).status).toBe(400);
  });
});
