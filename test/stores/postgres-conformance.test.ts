import { postgresStore } from "hookonce/stores/postgres";
import { storeChecks } from "hookonce/testing";
import { beforeAll, describe, it } from "vitest";
import { execute, hasPostgres, withPostgres } from "./support/postgres.js";

const database = withPostgres();

/** Each client twice: the second is what another machine has. */
const clients: Record<string, () => [object, object]> = {
  "a Pool of pg": () => [database.pool(), database.pool()],
  "sql of postgres.js": () => [database.sql(), database.sql()],
  PGlite: () => {
    const lite = database.lite();
    return [lite, lite];
  },
  "a query function": () => {
    const [one, two] = [database.pool(), database.pool()];
    return [
      async (text: string, values: unknown[]) => (await one.query(text, values)).rows,
      (text: string, values: unknown[]) => two.query(text, values),
    ];
  },
};

describe.runIf(hasPostgres).each(Object.entries(clients))("postgresStore over %s", (_name, open) => {
  let [mine, others] = [{}, {}];
  beforeAll(async () => {
    [mine, others] = open();
    await postgresStore(mine as never).migrate();
  }, 60_000);

  const checks = storeChecks(() => ({
    store: postgresStore(mine as never),
    reopen: () => postgresStore(others as never),
    lose: async (key) => {
      const runs = typeof mine === "function" && !("unsafe" in mine) ? { query: mine as never } : mine;
      await execute(
        runs,
        `DELETE FROM hookonce_events WHERE key = convert_from('\\x${Buffer.from(key).toString("hex")}', 'UTF8')`,
      );
    },
  }));
  for (const { name, run } of checks) it.concurrent(name, run);
});
