import { createHmac } from "node:crypto";
import { type Claim, createReceiver, type IdempotencyStore } from "hookonce";
import { stripe } from "hookonce/providers/stripe";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { load } from "./bundle.js";
import { fencesOf } from "./markdown.js";

/** A key-value service with a clock of its own, whose answers take their time. */
class Service {
  nowMs = 1_767_225_600_000;
  readonly records = new Map<string, { value: string; version: number; expires: number }>();

  #record(key: string) {
    const found = this.records.get(key);
    return found && found.expires > this.nowMs ? found : undefined;
  }

  async read(key: string) {
    await null;
    const record = this.#record(key);
    return { value: record?.value, version: record?.version ?? 0, nowMs: this.nowMs };
  }

  async writeIf(key: string, version: number, value: string, expireInMs: number) {
    await null;
    if ((this.#record(key)?.version ?? 0) !== version) return false;
    this.records.set(key, { value, version: version + 1, expires: this.nowMs + expireInMs });
    return true;
  }
}

const LEASE = 15_000;
const options = { leaseMs: LEASE, retainMs: 7 * 86_400_000, signal: new AbortController().signal };
const fenceOf = (claim: Claim) => (claim.state === "claimed" ? claim.fence : Number.NaN);

describe("the store of docs/stores.md", () => {
  let make: (service: Service) => IdempotencyStore;

  beforeAll(async () => {
    const fence = fencesOf("docs/stores.md").find(({ code }) => code.includes("export function keyValueStore"));
    const loaded = await load(fence?.code as string);
    make = loaded.keyValueStore as typeof make;
  });

  it("of 20 claims at once one is claimed, and the others are told that it runs", async () => {
    const store = make(new Service());
    const claims = await Promise.all(Array.from({ length: 20 }, () => store.claim("k", options)));
    expect(claims.filter(({ state }) => state === "claimed")).toHaveLength(1);
    expect(claims.filter(({ state }) => state === "running")).toHaveLength(19);
  });

  it("a finished event is done, and completing it again says the same", async () => {
    const store = make(new Service());
    const fence = fenceOf(await store.claim("k", options));
    expect(await store.complete("k", fence, options)).toBe(true);
    expect(await store.complete("k", fence, options)).toBe(true);
    expect(await store.claim("k", options)).toEqual({ state: "done" });
    expect(await store.release("k", fence, options)).toBe(false);
    expect(await store.extend("k", fence, options)).toBe(false);
  });

  it("a released event runs again at once, with its attempts counted and a larger fence", async () => {
    const store = make(new Service());
    const fence = fenceOf(await store.claim("k", options));
    expect(await store.release("k", fence, options)).toBe(true);
    const second = await store.claim("k", options);
    expect(second).toMatchObject({ state: "claimed", attempt: 2 });
    expect(fenceOf(second)).toBeGreaterThan(fence);
  });

  it("a run is taken over when its lease is over, not a millisecond before, and may then do nothing any more", async () => {
    const service = new Service();
    const store = make(service);
    const fence = fenceOf(await store.claim("k", options));
    service.nowMs += LEASE - 1;
    expect(await store.claim("k", options)).toEqual({ state: "running", retryAfterMs: 1 });
    service.nowMs += 1;
    const second = await store.claim("k", options);
    expect(second).toMatchObject({ state: "claimed", attempt: 2 });
    for (const operation of ["complete", "release", "extend"] as const) {
      expect(await store[operation]("k", fence, options)).toBe(false);
    }
    expect(await store.complete("k", fenceOf(second), options)).toBe(true);
  });

  it("a heartbeat keeps a run from being taken over", async () => {
    const service = new Service();
    const store = make(service);
    const fence = fenceOf(await store.claim("k", options));
    service.nowMs += LEASE - 1;
    expect(await store.extend("k", fence, options)).toBe(true);
    service.nowMs += LEASE - 1;
    expect((await store.claim("k", options)).state).toBe("running");
  });

  it("forget lets a finished event run again from its first attempt, but never one in progress", async () => {
    const store = make(new Service());
    expect(await store.forget("k", options)).toBe(false);
    const fence = fenceOf(await store.claim("k", options));
    expect(await store.forget("k", options)).toBe(false);
    await store.complete("k", fence, options);
    expect(await store.forget("k", options)).toBe(true);
    expect(await store.forget("k", options)).toBe(false);
    const again = await store.claim("k", options);
    expect(again).toMatchObject({ state: "claimed", attempt: 1 });
    expect(fenceOf(again)).toBeGreaterThan(fence);
  });

  it("a lost record does not make a fence come again", async () => {
    const service = new Service();
    const store = make(service);
    const fence = fenceOf(await store.claim("k", options));
    service.records.clear();
    service.nowMs += 1;
    expect(fenceOf(await store.claim("k", options))).toBeGreaterThan(fence);
  });

  it("two receivers that share it run an event once", async () => {
    const store = make(new Service());
    let runs = 0;
    let finish: (value?: unknown) => void = () => {};
    const working = new Promise((resolve) => {
      finish = resolve;
    });
    const secret = "whsec_5Jb1dQ0nYxkq2";
    const handle = () => {
      runs++;
      return working;
    };
    const make2 = () => createReceiver({ provider: stripe, secret, store, waitMs: 0 }, handle);
    const body = '{"id":"evt_1","type":"invoice.paid"}';
    const t = Math.floor(Date.now() / 1000);
    const v1 = createHmac("sha256", secret).update(`${t}.${body}`).digest("hex");
    const delivery = { method: "POST", headers: { "stripe-signature": `t=${t},v1=${v1}` }, body };
    const [one, two] = [make2(), make2()];
    const first = one.receive(delivery);
    await vi.waitFor(() => expect(runs).toBe(1));
    expect((await two.receive(delivery)).status).toBe(503);
    finish();
    expect((await first).status).toBe(200);
    expect((await two.receive(delivery)).status).toBe(200);
    expect(runs).toBe(1);
  });
});
