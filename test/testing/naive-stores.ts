import type { Claim, IdempotencyStore } from "hookonce";
import type { StoreSetup } from "hookonce/testing";

interface Entry {
  readonly state: "running" | "released" | "done";
  readonly fence: number;
  readonly attempt: number;
  readonly leaseUntil: number;
}

/** A key-value service as one finds them: each call is atomic, takes its time, and sees the service's own clock. */
export class Service {
  now = 1_767_225_600_000;
  readonly #records = new Map<string, { readonly entry: Entry; readonly expiresAt: number }>();

  async get(key: string): Promise<Entry | undefined> {
    await null;
    const record = this.#records.get(key);
    return record && record.expiresAt > this.now ? record.entry : undefined;
  }

  async set(key: string, entry: Entry, expireInMs: number): Promise<void> {
    await null;
    this.#records.set(key, { entry, expiresAt: this.now + expireInMs });
  }

  async setIfAbsent(key: string, entry: Entry, expireInMs: number): Promise<boolean> {
    await null;
    const record = this.#records.get(key);
    if (record && record.expiresAt > this.now) return false;
    this.#records.set(key, { entry, expiresAt: this.now + expireInMs });
    return true;
  }

  async delete(key: string): Promise<boolean> {
    await null;
    return this.#records.delete(key);
  }
}

const held = (entry: Entry | undefined, now: number) => entry?.state === "running" && entry.leaseUntil > now;
const running = (entry: Entry | undefined, now: number): Claim => ({
  state: "running",
  retryAfterMs: Math.max(1, (entry?.leaseUntil ?? 0) - now),
});

/** Knows states, leases and fences, and looks before it writes. */
function getThenSet(service: Service): IdempotencyStore {
  const settle =
    (state: "done" | "released"): IdempotencyStore["complete"] =>
    async (key, fence, { retainMs }) => {
      const entry = await service.get(key);
      if (entry?.fence !== fence || !entry.attempt) return false;
      if (entry.state !== "running") return entry.state === state;
      await service.set(key, { ...entry, state }, retainMs);
      return true;
    };
  return {
    async claim(key, { leaseMs, retainMs }) {
      const entry = await service.get(key);
      const now = service.now;
      if (entry?.state === "done") return { state: "done" };
      if (held(entry, now)) return running(entry, now);
      const fence = Math.max((entry?.fence ?? 0) + 1, now);
      const attempt = (entry?.attempt ?? 0) + 1;
      await service.set(
        key,
        { state: "running", fence, attempt, leaseUntil: now + leaseMs },
        Math.max(leaseMs, retainMs),
      );
      return { state: "claimed", fence, attempt };
    },
    complete: settle("done"),
    release: settle("released"),
    async extend(key, fence, { leaseMs, retainMs }) {
      const entry = await service.get(key);
      if (entry?.fence !== fence || entry.state !== "running") return false;
      await service.set(key, { ...entry, leaseUntil: service.now + leaseMs }, Math.max(leaseMs, retainMs));
      return true;
    },
    async forget(key, { retainMs }) {
      const entry = await service.get(key);
      if (!entry?.attempt || held(entry, service.now)) return false;
      await service.set(key, { ...entry, state: "released", attempt: 0 }, retainMs);
      return true;
    },
  };
}

/** `SET key owner NX PX`: atomic, and a run that crashed holds its event until the record expires. */
function setIfAbsent(
  service: Service,
  lifeMs: (options: { leaseMs: number; retainMs: number }) => number,
): IdempotencyStore {
  const own = async (key: string, fence: number) => {
    const entry = await service.get(key);
    return entry?.fence === fence ? entry : undefined;
  };
  return {
    async claim(key, options) {
      const fence = service.now;
      const entry: Entry = { state: "running", fence, attempt: 1, leaseUntil: fence + lifeMs(options) };
      if (await service.setIfAbsent(key, entry, lifeMs(options))) return { state: "claimed", fence, attempt: 1 };
      const found = await service.get(key);
      return found?.state === "done" ? { state: "done" } : running(found, service.now);
    },
    async complete(key, fence, options) {
      const entry = await own(key, fence);
      if (!entry) return false;
      await service.set(key, { ...entry, state: "done" }, lifeMs(options));
      return true;
    },
    async release(key, fence) {
      return (await own(key, fence))?.state === "running" && service.delete(key);
    },
    async extend(key, fence, options) {
      const entry = await own(key, fence);
      if (entry?.state !== "running") return false;
      await service.set(key, { ...entry, leaseUntil: service.now + lifeMs(options) }, lifeMs(options));
      return true;
    },
    async forget(key) {
      return (await service.get(key))?.state === "done" && service.delete(key);
    },
  };
}

/** Claims as it should, and lets whoever comes complete, release and extend. */
function noFence(service: Service): IdempotencyStore {
  const put = (state: Entry["state"], key: string, leaseMs: number, retainMs: number) =>
    service.set(key, { state, fence: 1, attempt: 1, leaseUntil: service.now + leaseMs }, Math.max(leaseMs, retainMs));
  const settle =
    (state: "done" | "released"): IdempotencyStore["complete"] =>
    async (key, _fence, { retainMs }) => {
      await put(state, key, 0, retainMs);
      return true;
    };
  return {
    async claim(key, { leaseMs, retainMs }) {
      for (;;) {
        const entry: Entry = { state: "running", fence: 1, attempt: 1, leaseUntil: service.now + leaseMs };
        const claimed = await service.setIfAbsent(key, entry, Math.max(leaseMs, retainMs));
        if (claimed) return { state: "claimed", fence: 1, attempt: 1 };
        const found = await service.get(key);
        if (found?.state === "done") return { state: "done" };
        if (held(found, service.now)) return running(found, service.now);
        await service.delete(key);
      }
    },
    complete: settle("done"),
    release: settle("released"),
    async extend(key, _fence, { leaseMs, retainMs }) {
      await put("running", key, leaseMs, retainMs);
      return true;
    },
    async forget(key) {
      if (held(await service.get(key), service.now)) return false;
      return service.delete(key);
    },
  };
}

const over = (make: (service: Service) => IdempotencyStore) => (): StoreSetup => {
  const service = new Service();
  return {
    store: make(service),
    reopen: () => make(service),
    lose: (key) => service.delete(key),
    advance(ms) {
      service.now += ms;
    },
  };
};

/** Four stores as they are often written, each right at first sight. */
export const naiveStores = {
  "get, then set": over(getThenSet),
  "set if absent, without a lease": over((service) => setIfAbsent(service, ({ retainMs }) => retainMs)),
  "one life time for both states": over((service) => setIfAbsent(service, ({ leaseMs }) => leaseMs)),
  "no fence": over(noFence),
};
