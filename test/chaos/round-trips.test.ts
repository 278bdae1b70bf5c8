import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, hasEngine, startPostgres, startRedis } from "../../scripts/engines.mjs";

interface Row {
  readonly client: string;
  readonly what: string;
  readonly trips: number;
}

const start = { redis: startRedis, postgres: startPostgres };

describe.each(["redis", "postgres"] as const)("round trips over %s", (name) => {
  let engine: Engine;
  beforeAll(async () => {
    if (hasEngine(name)) engine = await start[name]();
  }, 60_000);
  afterAll(() => engine?.stop());

  it.runIf(hasEngine(name))(
    "are two for a first event, one for its duplicate, none for what is joined or refused",
    {
      timeout: 60_000,
    },
    async () => {
      const file = "../../chaos/round-trips.mjs";
      const { CLIENTS_OF, countRoundTrips, expectedOf } = await import(/* @vite-ignore */ file);
      for (const client of CLIENTS_OF[name]) {
        const rows: Row[] = await countRoundTrips(engine, client);
        expect(rows.length).toBeGreaterThanOrEqual(4);
        for (const { what, trips } of rows)
          expect({ client, what, trips }).toEqual({ client, what, trips: expectedOf(what, client) });
        const tripsOf = (text: string) => rows.find(({ what }) => what.startsWith(text))?.trips;
        expect([tripsOf("first"), tripsOf("duplicate of"), tripsOf("refused"), tripsOf("duplicate in")]).toEqual([
          2, 1, 0, 0,
        ]);
        if (client === "pg") expect(tripsOf("transactional")).toBe(0);
      }
    },
  );
});
