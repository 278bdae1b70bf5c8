import { createHash } from "node:crypto";
import { computeSignature, createReceiver, createVerifier, defineProvider, type WebhookEvent } from "hookonce";
import { github } from "hookonce/providers/github";
import { gitlab } from "hookonce/providers/gitlab";
import { shopify } from "hookonce/providers/shopify";
import { slack } from "hookonce/providers/slack";
import { stripe } from "hookonce/providers/stripe";
import { telegram } from "hookonce/providers/telegram";
import { describe, expect, it, vi } from "vitest";
import {
  bytes,
  githubDelivery,
  onVirtualClock,
  pass,
  SECRET,
  slackDelivery,
  spyStore,
  stripeDelivery,
  stripeReceiver,
} from "./_support.js";

onVirtualClock();

const HASHED = /^[a-z0-9-]{1,32}:[a-z0-9-]{1,32}:~[A-Za-z0-9_-]{43}$/;

/** The key under which a delivery is claimed, and how often the handler ran for several. */
async function keysOf(
  receiverOf: (
    store: ReturnType<typeof spyStore>["store"],
    handler: () => void,
  ) => { receive(d: never): Promise<{ status: number }> },
  deliveries: object[],
) {
  const spy = spyStore();
  const handler = vi.fn();
  const receiver = receiverOf(spy.store, handler);
  for (const delivery of deliveries) expect((await receiver.receive(delivery as never)).status).toBe(200);
  return {
    keys: spy.calls.filter(({ operation }) => operation === "claim").map(({ key }) => key),
    runs: handler.mock.calls.length,
  };
}

const onStripe = (...ids: unknown[]) =>
  Promise.all(ids.map((id) => stripeDelivery(id as string))).then((deliveries) =>
    keysOf((store, handler) => stripeReceiver(handler, { store }), deliveries),
  );

const onGithub = (...deliveries: object[]) =>
  keysOf((store, handler) => createReceiver({ provider: github, secret: SECRET, store }, handler), deliveries);

describe("the key of an event", () => {
  it.each(["evt_1", "a", "A-Z_09", "x".repeat(64), 12345])("has a plain id in the clear: %s", async (id) => {
    expect((await onStripe(id)).keys).toEqual([`stripe:default:${id}`]);
  });

  it.each(["x".repeat(65), "evt:1", "evt.1", "evt 1", "évt", "~abc", "a/b", "evt_1:evt_2", "💳"])(
    "has a digest of an id that is not plain: %s",
    async (id) => {
      const { keys } = await onStripe(id);
      expect(keys[0]).toMatch(HASHED);
      expect(keys[0]).not.toContain(id);
    },
  );

  it("is the base64url SHA-256 over the id with its length before it", async () => {
    const digest = createHash("sha256").update("5:evt:1").digest("base64url");
    expect((await onStripe("evt:1")).keys).toEqual([`stripe:default:~${digest}`]);
  });

  it("has the endpoint: the same event at two endpoints runs at both", async () => {
    const spy = spyStore();
    const handler = vi.fn();
    const delivery = await stripeDelivery();
    for (const endpoint of ["orders", "mail", "orders"]) {
      await stripeReceiver(handler, { store: spy.store, endpoint }).receive(delivery);
    }
    expect(handler).toHaveBeenCalledTimes(2);
    expect(new Set(spy.calls.map(({ key }) => key))).toEqual(new Set(["stripe:orders:evt_1", "stripe:mail:evt_1"]));
  });

  it("has the provider: the same id from two providers runs for both", async () => {
    const other = defineProvider({ ...stripe, id: "other" });
    const spy = spyStore();
    const handler = vi.fn();
    for (const provider of [stripe, other]) {
      await createReceiver({ provider, secret: SECRET, store: spy.store }, handler).receive(await stripeDelivery());
    }
    expect(handler).toHaveBeenCalledTimes(2);
  });

  it("is one and the same for keyOf, for the handler's context and for the store", async () => {
    for (const id of ["evt_1", "evt:1"]) {
      const spy = spyStore();
      const seen: string[] = [];
      const receiver = stripeReceiver(
        (event, { idempotencyKey }) => {
          seen.push(idempotencyKey, receiver.keyOf(event));
        },
        { store: spy.store },
      );
      const { event } = await receiver.receive(await stripeDelivery(id));
      const [claim] = spy.calls;
      expect(seen).toEqual([claim?.key, claim?.key]);
      expect(receiver.keyOf(event as WebhookEvent)).toBe(claim?.key);
    }
  });

  it("can be had for an event that was verified elsewhere, where its id is plain", async () => {
    const event = await createVerifier(stripe, { secret: SECRET })(await stripeDelivery());
    expect(stripeReceiver(() => {}, { endpoint: "orders" }).keyOf(event)).toBe("stripe:orders:evt_1");
  });

  it("outlives a retry that is signed anew", async () => {
    const body = '{"type":"event_callback","event_id":"Ev1","event":{"type":"message"}}';
    const first = await slackDelivery(body);
    await pass(5000);
    const again = await slackDelivery(body);
    expect(again.headers).not.toEqual(first.headers);
    const { keys, runs } = await keysOf(
      (store, h) => createReceiver({ provider: slack, secret: SECRET, store }, h),
      [first, again],
    );
    expect([...new Set(keys)]).toEqual(["slack:default:Ev1"]);
    expect(runs).toBe(1);
  });
});

describe("events without a signed id", () => {
  it("are known by their body: one byte more is another event", async () => {
    const { keys, runs } = await onGithub(
      await githubDelivery('{"a":1}'),
      await githubDelivery('{"a":1}'),
      await githubDelivery('{"a":1} '),
    );
    expect(keys.every((key) => HASHED.test(key))).toBe(true);
    expect(keys[0]).toBe(keys[1]);
    expect(keys[0]).not.toBe(keys[2]);
    expect(runs).toBe(2);
  });

  it("do not run again when a captured delivery is replayed under a fresh id", async () => {
    const delivery = await githubDelivery('{"a":1}', { "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958" });
    const replays = ["0", "1", "2"].map((id) => ({
      ...delivery,
      headers: { ...delivery.headers, "x-github-delivery": id, "webhook-id": id, "idempotency-key": id },
    }));
    expect((await onGithub(delivery, ...replays)).runs).toBe(1);
  });

  it("of one body but another GitHub event name are two", async () => {
    const { keys, runs } = await onGithub(
      await githubDelivery("{}", { "x-github-event": "push" }),
      await githubDelivery("{}", { "x-github-event": "ping" }),
    );
    expect(new Set(keys).size).toBe(2);
    expect(runs).toBe(2);
  });

  it("of one body but another Shopify topic or shop are two", async () => {
    const signature = await computeSignature(shopify.scheme, SECRET, { body: bytes('{"id":7}') });
    const delivery = (topic: string, shop: string, webhookId = "1") => ({
      headers: {
        "x-shopify-hmac-sha256": Buffer.from(signature).toString("base64"),
        "x-shopify-topic": topic,
        "x-shopify-shop-domain": shop,
        "x-shopify-webhook-id": webhookId,
      },
      body: '{"id":7}',
    });
    const { keys, runs } = await keysOf(
      (store, h) => createReceiver({ provider: shopify, secret: SECRET, store }, h),
      [
        delivery("orders/create", "a.myshopify.com"),
        delivery("orders/paid", "a.myshopify.com"),
        delivery("orders/create", "b.myshopify.com"),
        delivery("orders/create", "a.myshopify.com", "2"),
      ],
    );
    expect(new Set(keys).size).toBe(3);
    expect(runs).toBe(3);
  });
});

describe("providers that sign nothing", () => {
  it("are trusted with their own id header: GitLab", async () => {
    const delivery = (id: string | undefined, body = "{}") => ({
      headers: { "x-gitlab-token": SECRET, "x-gitlab-event": "Push Hook", "idempotency-key": id },
      body,
    });
    const { keys, runs } = await keysOf(
      (store, h) => createReceiver({ provider: gitlab, secret: SECRET, store }, h),
      [delivery("id-1"), delivery("id-1", '{"retry":1}'), delivery("id-2"), delivery(undefined), delivery(undefined)],
    );
    expect(keys.slice(0, 3)).toEqual(["gitlab:default:id-1", "gitlab:default:id-1", "gitlab:default:id-2"]);
    expect(keys[3]).toMatch(HASHED);
    expect(runs).toBe(3);
  });

  it("are trusted with the id in their body: Telegram", async () => {
    const delivery = (id: number) => ({
      headers: { "x-telegram-bot-api-secret-token": "tok-1234567" },
      body: `{"update_id":${id}}`,
    });
    const { keys, runs } = await keysOf(
      (store, h) => createReceiver({ provider: telegram, secret: "tok-1234567", store }, h),
      [delivery(10), delivery(10), delivery(11)],
    );
    expect(keys).toEqual(["telegram:default:10", "telegram:default:10", "telegram:default:11"]);
    expect(runs).toBe(2);
  });
});
