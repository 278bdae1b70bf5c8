import { createServer } from "node:http";
import { type AnyProvider, memoryStore } from "hookonce";
import { webhook } from "hookonce/fetch";
import { discordEvents } from "hookonce/providers/discord-events";
import { github } from "hookonce/providers/github";
import { stripe } from "hookonce/providers/stripe";
import { type SimulatedFaults, signDelivery, simulateProvider } from "hookonce/testing";
import { describe, expect, it, vi } from "vitest";
import { providerIds, providerOf } from "../support/data.js";
import { codeOf } from "../support/refusal.js";
import { CANNOT_SIGN, credentialsOf } from "../support/signing.js";

const secret = "whsec_5Jb1dQ0nYxkq2";
const DAY_MS = 86_400_000;

type Work = (event: { id: string }) => unknown;

function play(work: Work = () => {}, options: object = {}) {
  const sim = simulateProvider({ provider: stripe, secret, ...options });
  const handler = webhook({ provider: stripe, secret, clock: sim.clock }, sim.handler(work));
  return { sim, handler };
}

const withoutHook = () => vi.spyOn(console, "error").mockImplementation(() => {});
const only = (faults: Partial<SimulatedFaults>): SimulatedFaults => ({
  ...{ duplicates: 0, concurrency: 0, reordering: 0, timeouts: 0, lostRequests: 0, lostAnswers: 0 },
  ...{ resends: 0, forgeries: 0 },
  ...faults,
});

describe("simulateProvider", () => {
  it("a unit test of ten lines", async () => {
    const effects = new Map<string, number>();
    const sim = simulateProvider({ provider: stripe, secret, seed: 1 });
    const handler = webhook(
      { provider: stripe, secret, clock: sim.clock },
      sim.handler(async (event) => {
        effects.set(event.id, (effects.get(event.id) ?? 0) + 1);
      }),
    );
    const log = await sim.deliver(handler, 100);
    log.assertOnce();
    expect([effects.size, Math.max(...effects.values())]).toEqual([100, 1]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("seed %i: every event is handled once, and everything is played", async (seed) => {
    const { sim, handler } = play(undefined, { seed });
    const log = await sim.deliver(handler, 200);
    expect(log.problems()).toEqual([]);
    expect(new Set(log.attempts.map(({ kind }) => kind))).toEqual(
      new Set(["first", "retry", "concurrent", "duplicate", "resend", "forged"]),
    );
    expect(new Set(log.attempts.map(({ outcome }) => outcome))).toEqual(
      new Set(["acknowledged", "refused", "timed out", "answer lost", "request lost"]),
    );
    expect(log.attempts.filter(({ kind }) => kind === "forged").every(({ status }) => status === 401)).toBe(true);
    expect(log.runs.some(({ startedMs, endedMs }) => (endedMs ?? 0) - startedMs > 10_000)).toBe(true);
  });

  it("the same seed plays the same story, another one another", async () => {
    const stories = await Promise.all(
      [7, 7, 8].map(async (seed) => {
        const { sim, handler } = play(undefined, { seed });
        const { attempts } = await sim.deliver(handler, 30);
        return attempts.map(({ atMs, kind, outcome, event }) => [
          atMs,
          kind,
          outcome,
          event.replace(/^evt_sim_\d/, ""),
        ]);
      }),
    );
    expect(stories[0]).toEqual(stories[1]);
    expect(stories[0]).not.toEqual(stories[2]);
  });

  /** Fifty events whose handler fails for almost three days. */
  async function threeDays() {
    let until = Number.POSITIVE_INFINITY;
    const work = () => {
      if (sim.clock() < until) throw new Error("the database is down");
    };
    const { sim, handler } = play(work, { faults: only({ duplicates: 0.5, concurrency: 0.5, forgeries: 0.5 }) });
    until = sim.clock() + 2.9 * DAY_MS;
    const start = performance.now();
    const log = await sim.deliver(handler, 50);
    return { log, tookMs: performance.now() - start };
  }

  it("Stripe's retries go on for three days, with pauses that double", async () => {
    const errors = withoutHook();
    const { log } = await threeDays();
    errors.mockRestore();
    log.assertOnce();
    expect(log.endMs - log.startMs).toBeGreaterThanOrEqual(3 * DAY_MS);
    expect(log.retries).toEqual({ windowSeconds: 3 * 86_400, assumed: false });
    const chain = log.attempts.filter(({ event, kind }) => event === "evt_sim_1_1" && /first|retry/.test(kind));
    const pauses = chain.slice(1).map(({ atMs }, i) => atMs - (chain[i]?.atMs ?? 0));
    expect(chain.length).toBeGreaterThan(10);
    for (const [i, pause] of pauses.slice(1, -1).entries()) expect(pause).toBeGreaterThan(1.4 * (pauses[i] as number));
  });

  it("three days take less than two seconds", { timeout: 60_000 }, async () => {
    const errors = withoutHook();
    const times: number[] = [];
    // The fastest of a few: others may use the machine as well.
    while (times.length < 5 && !times.some((ms) => ms < 2000)) times.push((await threeDays()).tookMs);
    errors.mockRestore();
    expect(Math.min(...times)).toBeLessThan(2000);
  });

  it("a memory store on the virtual clock works too", async () => {
    const sim = simulateProvider({ provider: stripe, secret, seed: 3 });
    const store = memoryStore({ clock: sim.clock });
    const handler = webhook(
      { provider: stripe, secret, clock: sim.clock, store },
      sim.handler(() => {}),
    );
    (await sim.deliver(handler, 100)).assertOnce();
  });

  it("two receivers over one store handle each event once", { timeout: 60_000 }, async () => {
    const sim = simulateProvider({ provider: stripe, secret, seed: 4 });
    const store = memoryStore();
    const options = { provider: stripe, secret, clock: sim.clock, store, waitMs: 0 };
    const two = [0, 1].map(() =>
      webhook(
        options,
        sim.handler(() => {}),
      ),
    );
    let turn = 0;
    (await sim.deliver((request) => two[turn++ % 2]?.(request) as Promise<Response>, 100)).assertOnce();
  });
});

describe("assertOnce", () => {
  /** A receiver that does it wrong: it takes whatever comes, and answers 200. */
  const naive = (work: (event: { id: string }) => unknown) => async (request: Request) => {
    await work((await request.json()) as { id: string });
    return new Response();
  };

  it("finds the receiver that handles duplicates twice, and tells of the seed", async () => {
    const sim = simulateProvider({ provider: stripe, secret, seed: 5, faults: only({ duplicates: 1 }) });
    const log = await sim.deliver(naive(sim.handler(() => {})), 3);
    expect(() => log.assertOnce()).toThrow(
      /seed 5[\s\S]*evt_sim_5_1 was handled 2 times: \+0 s first acknowledged \(200\)/,
    );
  });

  it("finds the receiver that runs copies at the same time", async () => {
    const sim = simulateProvider({ provider: stripe, secret, faults: only({ concurrency: 1 }) });
    const slow = sim.handler(() => new Promise((resolve) => setTimeout(resolve, 5)));
    const log = await sim.deliver(naive(slow), 1);
    expect(log.problems().some((problem) => problem.includes("evt_sim_1_1 was run twice at a time"))).toBe(true);
  });

  it("finds the receiver that takes forgeries", async () => {
    const sim = simulateProvider({ provider: stripe, secret, faults: only({ forgeries: 1 }) });
    const log = await sim.deliver(() => new Response(), 1);
    expect(log.problems()).toContain("A forgery of evt_sim_1_1 was answered 200.");
  });

  it("finds the event that is never handled, and the clock that was forgotten", async () => {
    const sim = simulateProvider({ provider: stripe, secret, faults: false });
    const handler = webhook(
      { provider: stripe, secret },
      sim.handler(() => {}),
    );
    const log = await sim.deliver(handler, 1);
    expect(() => log.assertOnce()).toThrow(
      /401: give the receiver the simulation's clock[\s\S]*evt_sim_1_1 was never handled/,
    );
  });

  it("finds the handler that was not wrapped", async () => {
    const sim = simulateProvider({ provider: stripe, secret, faults: false });
    const log = await sim.deliver(
      webhook({ provider: stripe, secret, clock: sim.clock }, () => {}),
      1,
    );
    expect(() => log.assertOnce()).toThrow(/Nothing says what was handled/);
  });

  it("finds the run of an event that was never sent", async () => {
    const { sim, handler } = play(undefined, { faults: false });
    const log = await sim.deliver(handler, 1);
    sim.handled({ id: "evt_other" });
    expect(log.problems()).toEqual(["The handler ran for evt_other, which was never sent."]);
  });

  it("an event of a provider that never retries is lost when the handler fails, and the remedy is told", async () => {
    const errors = withoutHook();
    const sim = simulateProvider({ provider: github, secret, faults: false });
    const handler = webhook(
      { provider: github, secret, clock: sim.clock },
      sim.handler(() => {
        throw new Error("down");
      }),
    );
    const log = await sim.deliver(handler, 1);
    errors.mockRestore();
    expect(log.attempts).toHaveLength(1);
    expect(log.problems()[0]).toMatch(/never handled: .* never retries: hand the event to a queue first/);
  });

  it("a request that is lost for good is nobody's fault", async () => {
    const sim = simulateProvider({ provider: github, secret, faults: only({ lostRequests: 1 }) });
    const log = await sim.deliver(() => new Response(), 2);
    expect([log.problems(), log.attempts.map(({ outcome }) => outcome)]).toEqual([
      [],
      ["request lost", "request lost"],
    ]);
  });
});

describe("what is played", () => {
  it("events may be given, and a second delivery has new ones", async () => {
    const seen: string[] = [];
    const { sim, handler } = play(({ id }) => seen.push(id), {
      faults: false,
      events: [{ id: "evt_a" }, { type: "x.y" }],
    });
    (await sim.deliver(handler)).assertOnce();
    (await sim.deliver(handler, 1)).assertOnce();
    expect(seen).toEqual(["evt_a", "evt_sim_1_2", "evt_sim_1_3"]);
  });

  it("a payload of one's own keeps its id, and gets one where it has none", async () => {
    const seen: string[] = [];
    const events = [{ payload: { id: "evt_own", n: 1 } }, { payload: { n: 2 } }, { payload: '{"id":"evt_text"}' }];
    const { sim, handler } = play(({ id }) => seen.push(id), { faults: only({ lostAnswers: 0.5 }), seed: 2 });
    (await sim.deliver(handler, events)).assertOnce();
    expect(seen.sort()).toEqual(["evt_own", "evt_sim_2_2", "evt_text"]);
  });

  it("data that say nothing of retries are played for a day, and the log says that it was assumed", async () => {
    const provider = { ...stripe, retries: undefined } as unknown as typeof stripe;
    const sim = simulateProvider({ provider, secret, faults: only({ lostRequests: 1 }) });
    const log = await sim.deliver(() => new Response(), 1);
    expect(log.retries).toEqual({ windowSeconds: 86_400, assumed: true });
    expect(log.endMs - log.startMs).toBe(DAY_MS);
  });

  it("a provider with a private key is played with the kit's", async () => {
    const sim = simulateProvider({ provider: discordEvents, seed: 2 });
    const options = { provider: discordEvents, publicKey: sim.publicKey, clock: sim.clock };
    (
      await sim.deliver(
        webhook(
          options,
          sim.handler(() => {}),
        ),
        20,
      )
    ).assertOnce();
  });

  it("an address is delivered to, signed by the real clock", async () => {
    const { sim, handler } = play(undefined, { seed: 3 });
    const real = webhook(
      { provider: stripe, secret },
      sim.handler(() => {}),
    );
    expect(handler).toBeTypeOf("function");
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const headers = request.headers as Record<string, string>;
      const answer = await real(new Request("http://x/", { method: "POST", headers, body: Buffer.concat(chunks) }));
      response.writeHead(answer.status).end();
    });
    await new Promise<void>((resolve) => void server.listen(0, resolve));
    const { port } = server.address() as { port: number };
    const log = await sim.deliver(`http://127.0.0.1:${port}/webhooks`, 30);
    server.close();
    log.assertOnce();
    expect(log.attempts.length).toBeGreaterThan(30);
  });

  it("a target that throws, and one that is no target", async () => {
    const { sim } = play(undefined, { faults: false, retries: { windowSeconds: 60 } });
    const log = await sim.deliver(() => Promise.reject(new Error("no")), 1);
    expect(new Set(log.attempts.map(({ outcome }) => outcome))).toEqual(new Set(["failed"]));
    expect(await codeOf(sim.deliver())).toBe("OPTION_INVALID");
    expect(await codeOf(sim.deliver("example.com"))).toBe("OPTION_INVALID");
    expect(await codeOf(() => simulateProvider({ provider: stripe, secret, seed: Number.NaN }))).toBe("OPTION_INVALID");
  });

  it("nothing that the kit signs stands in for a credential: the wrong secret is refused", async () => {
    const { sim } = play(undefined, { faults: false });
    const handler = webhook(
      { provider: stripe, secret: "whsec_other", clock: sim.clock },
      sim.handler(() => {}),
    );
    expect((await handler((await signDelivery(stripe, { secret, timestamp: sim.clock() })).request)).status).toBe(401);
  });
});

// An event of Plaid is told apart by the time of its token, so that one that is signed anew is another one.
const SIGNED_ANEW = ["plaid"];

describe("every provider", () => {
  const signable = providerIds.filter((id) => !CANNOT_SIGN.includes(id) && !SIGNED_ANEW.includes(id));

  it.each(signable)("%s: played with all faults, each event is handled once", async (id) => {
    const provider = (await providerOf(id)) as AnyProvider;
    const credentials = await credentialsOf(provider);
    const sim = simulateProvider<any>({ provider, ...credentials.sign, seed: 11, events: 6 });
    const options = { provider, ...credentials.verify, clock: sim.clock, once: true, acceptUnsignedBody: true };
    const log = await sim.deliver(webhook(options as never, sim.handler(() => {}) as never));
    expect(log.problems()).toEqual([]);
    if (provider.retries !== "none") expect(log.runs.length).toBe(6);
  });
});
