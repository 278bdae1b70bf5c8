import { createReceiver, memoryStore, type TransactionalStore, WebhookConfigError } from "hookonce";
import { github } from "hookonce/providers/github";
import { stripe } from "hookonce/providers/stripe";
import { describe, expect, it } from "vitest";
import { DAY, onVirtualClock, SECRET, spyStore, stripeDelivery } from "./_support.js";

onVirtualClock();

const transactional: TransactionalStore<object> = {
  run: async (_key, _options, work) => ({ state: "committed", value: await work({}, 1) }),
  forget: async () => false,
};

function build(options: object, handler: unknown = () => {}) {
  return () => createReceiver({ provider: stripe, secret: SECRET, ...options } as never, handler as never);
}

function refusedWith(code: string, make: () => unknown) {
  let error: unknown;
  try {
    make();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(WebhookConfigError);
  expect((error as WebhookConfigError).code).toBe(code);
  expect((error as WebhookConfigError).message).not.toContain(SECRET);
}

const numbers = ["maxBodyBytes", "leaseMs", "retainMs", "waitMs", "maxRunMs", "storeTimeoutMs"];
const noNumbers = [Number.NaN, Number.POSITIVE_INFINITY, -1, "1000", true, {}, [], 10n, Number.MAX_SAFE_INTEGER + 1];

describe("an option that cannot be right is refused when the receiver is built", () => {
  it.each(numbers.flatMap((name) => noNumbers.map((value) => [name, value] as const)))("%s: %s", (name, value) => {
    refusedWith("OPTION_INVALID", build({ [name]: value }));
  });

  it.each(numbers.filter((name) => name !== "waitMs"))("%s: 0", (name) => {
    refusedWith("OPTION_INVALID", build({ [name]: 0 }));
  });

  it.each(numbers)("%s: undefined takes the default", (name) => {
    expect(build({ [name]: undefined })).not.toThrow();
  });

  it.each(["", "Orders", "a b", "a:b", "a_b", "x".repeat(33), "é", 5, null, "a\n"])("endpoint: %j", (endpoint) => {
    refusedWith("OPTION_INVALID", build({ endpoint }));
  });

  it.each(["a", "orders-2", "x".repeat(32)])("endpoint: %j is fine", (endpoint) => {
    expect(build({ endpoint })).not.toThrow();
  });

  const complete = spyStore().store;
  it.each([
    ["null", null],
    ["a text", "memory"],
    ["an empty object", {}],
    ["memoryStore itself", memoryStore],
    ["a Map", new Map()],
    ["a store whose claim is no function", { ...complete, claim: true }],
    ["a store without complete", { ...complete, complete: undefined }],
    ["a store without release", { ...complete, release: undefined }],
    ["a store without extend", { ...complete, extend: undefined }],
    ["a store without forget", { ...complete, forget: undefined }],
    ["a transactional store whose run is no function", { ...transactional, run: 5 }],
  ])("store: %s", (_name, store) => {
    refusedWith("STORE_INVALID", build({ store }));
  });

  it.each([
    ["null", null],
    ["a function", () => {}],
    ["an object", {}],
    ["a schema without validate", { "~standard": { version: 1, vendor: "x" } }],
  ])("schema: %s", (_name, schema) => {
    refusedWith("OPTION_INVALID", build({ schema }));
  });

  it.each(["onHandled", "onDuplicate", "onRejected", "onFailed", "onStoreError", "onCompletionLost"])(
    "%s: no function",
    (hook) => {
      for (const value of ["log", {}, null, true]) refusedWith("OPTION_INVALID", build({ [hook]: value }));
      expect(build({ [hook]: () => {} })).not.toThrow();
      expect(build({ [hook]: undefined })).not.toThrow();
    },
  );

  it('"process" is a word of onStoreError only', () => {
    expect(build({ onStoreError: "process" })).not.toThrow();
    refusedWith("OPTION_INVALID", build({ onStoreError: "Process" }));
    refusedWith("OPTION_INVALID", build({ onFailed: "process" }));
  });

  it.each(["once", "exposeReason"])("%s: a text, such as a variable of the environment gives", (name) => {
    for (const value of ["false", "true", "", 0, 1, null]) refusedWith("OPTION_INVALID", build({ [name]: value }));
    for (const value of [true, false, undefined]) expect(build({ [name]: value })).not.toThrow();
  });

  it.each([Number.NaN, 0, -1, Number.POSITIVE_INFINITY, "300", null])("toleranceSeconds: %s", (toleranceSeconds) => {
    refusedWith("TOLERANCE_INVALID", build({ toleranceSeconds }));
  });

  it.each([
    ["clock", 5],
    ["clock", new Date()],
    ["publicUrl", "example.com"],
    ["publicUrl", "https://example.com/?a=1"],
  ])("%s: %s", (name, value) => {
    refusedWith("OPTION_INVALID", build({ [name]: value }));
  });

  it.each([undefined, null, "handler", {}])("the handler: %s", (handler) => {
    refusedWith("OPTION_INVALID", () => createReceiver({ provider: stripe, secret: SECRET }, handler as never));
  });

  it("the provider, and no options at all", () => {
    for (const provider of ["stripe", undefined, null, {}, () => stripe])
      refusedWith("PROVIDER_INVALID", build({ provider }));
    for (const options of [undefined, null, {}, "stripe"]) {
      refusedWith("PROVIDER_INVALID", () => createReceiver(options as never, () => {}));
    }
  });

  it("the secret", () => {
    refusedWith("SECRET_MISSING", build({ secret: undefined }));
    refusedWith("SECRET_MISSING", build({ secret: "" }));
    refusedWith("SECRET_WRONG_KIND", build({ secret: "sk_test_51MmJ" }));
    refusedWith("CREDENTIAL_MISMATCH", () => createReceiver({ provider: stripe, publicKey: "x" } as never, () => {}));
  });
});

describe("retainMs", () => {
  it("is refused where it is shorter than the provider retries: 3 days for Stripe", () => {
    refusedWith("OPTION_INVALID", build({ retainMs: 3 * DAY - 1 }));
    expect(build({ retainMs: 3 * DAY })).not.toThrow();
  });

  it("may be short where the provider never retries", () => {
    expect(() => createReceiver({ provider: github, secret: SECRET, retainMs: 1000 }, () => {})).not.toThrow();
  });

  it("is told to the store: 7 days unless it was set", async () => {
    for (const [given, told] of [
      [undefined, 7 * DAY],
      [30 * DAY, 30 * DAY],
    ] as const) {
      const spy = spyStore();
      await createReceiver({ provider: stripe, secret: SECRET, store: spy.store, retainMs: given }, () => {}).receive(
        await stripeDelivery(),
      );
      expect(spy.calls.map(({ options }) => options.retainMs)).toEqual([told, told]);
    }
  });
});

describe("once: false", () => {
  it("does not go with a transactional store", () => {
    refusedWith("OPTION_INVALID", build({ once: false, store: transactional }));
    expect(build({ once: true, store: transactional })).not.toThrow();
    expect(build({ store: transactional })).not.toThrow();
    expect(build({ once: false })).not.toThrow();
  });
});

it("an option that was put on Object.prototype is none", async () => {
  const pollution = Object.prototype as { exposeReason?: boolean };
  pollution.exposeReason = true;
  try {
    const { body } = await createReceiver({ provider: stripe, secret: SECRET }, () => {}).receive({
      headers: {},
      body: "{}",
    });
    expect(body).toBe("Unauthorized");
  } finally {
    delete pollution.exposeReason;
  }
});
