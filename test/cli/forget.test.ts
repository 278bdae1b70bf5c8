import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { postgresStore } from "hookonce/stores/postgres";
import { redisStore } from "hookonce/stores/redis";
import { afterAll, describe, expect, it } from "vitest";
import { root } from "../../scripts/exports.mjs";
import { hasPostgres, withPostgres } from "../stores/support/postgres.js";
import { hasRedis, options, withRedis } from "../stores/support/redis.js";
import { cli } from "./support.js";

const key = "stripe:default:evt_1PzT2a";

/** A project that has some client libraries, and no others. */
const folders: string[] = [];
function projectWith(...names: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "hookonce-project-"));
  folders.push(folder);
  mkdirSync(join(folder, "node_modules"));
  for (const name of names) symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
  return folder;
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const redis = withRedis();

describe.runIf(hasRedis)("forget, with Redis", () => {
  it.each(["ioredis", "redis"])(
    "lets a finished event run again, with the client %s of the project",
    async (client) => {
      const store = redisStore(redis.ioredis());
      const claim = await store.claim(key, options);
      if (claim.state !== "claimed") throw new Error(claim.state);
      const cwd = projectWith(client);
      const args = ["forget", key, "--store", redis.engine().url];
      // A run that holds it is left alone.
      expect(await cli(args, { cwd })).toMatchObject({ code: 1, out: expect.stringContaining("a run holds it") });
      await store.complete(key, claim.fence, options);
      expect(await store.claim(key, options)).toEqual({ state: "done" });
      expect(await cli([...args, "--json"], { cwd })).toMatchObject({
        code: 0,
        out: expect.stringContaining('"forgotten": true'),
      });
      const again = await store.claim(key, options);
      expect(again.state).toBe("claimed");
      if (again.state === "claimed") await store.complete(key, again.fence, options);
      await cli(args, { cwd });
      expect(await cli(args, { cwd })).toMatchObject({ code: 1 });
    },
  );

  it("a prefix that was set has to be named", async () => {
    const store = redisStore(redis.ioredis(), { prefix: "shop:" });
    const claim = await store.claim(key, options);
    if (claim.state === "claimed") await store.complete(key, claim.fence, options);
    const args = ["forget", key, "--store", redis.engine().url];
    expect(await cli(args)).toMatchObject({ code: 1 });
    expect(await cli([...args, "--prefix", "shop:"])).toMatchObject({ code: 0 });
  });
});

const postgres = withPostgres();

describe.runIf(hasPostgres)("forget, with PostgreSQL", () => {
  it.each(["pg", "postgres"])("lets a finished event run again, with the client %s of the project", async (client) => {
    const store = postgresStore(postgres.pool());
    await store.migrate();
    const claim = await store.claim(key, options);
    if (claim.state !== "claimed") throw new Error(claim.state);
    await store.complete(key, claim.fence, options);
    const args = ["forget", key, "--store", postgres.engine().url];
    const cwd = projectWith(client);
    expect(await cli(args, { cwd })).toMatchObject({ code: 0, out: expect.stringContaining("its next delivery runs") });
    const again = await store.claim(key, options);
    expect(again.state).toBe("claimed");
    if (again.state === "claimed") await store.complete(key, again.fence, options);
    expect(await cli(["forget", "stripe:default:evt_other", "--store", postgres.engine().url], { cwd })).toMatchObject({
      code: 1,
    });
    await cli(args, { cwd });
  });

  it("a table that is not there is said", async () => {
    const args = ["forget", key, "--store", postgres.engine().url, "--table", "nowhere"];
    expect(await cli(args)).toMatchObject({ code: 1, err: expect.stringContaining("is not there") });
  });
});

describe("forget", () => {
  it("a password in the argument is refused and not repeated; in a variable it is taken and not printed", async () => {
    const url = "redis://user:pass-0123456789@127.0.0.1:1";
    const refused = await cli(["forget", key, "--store", url], { env: { P: "pass-0123456789" } });
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining("--store-env") });
    const env = { REDIS_URL: url, P: "pass-0123456789" };
    const taken = await cli(["forget", key, "--store-env", "REDIS_URL"], { env });
    expect(taken).toMatchObject({ code: 1, err: expect.stringContaining("The store could not be asked") });
  });

  it.each([
    ["redis://127.0.0.1:1", "npm install ioredis (or redis)"],
    ["postgres://127.0.0.1:1/app", "npm install pg (or postgres)"],
  ])("a project without a client for %s is told which", async (url, says) => {
    expect(await cli(["forget", key, "--store", url], { cwd: projectWith() })).toMatchObject({
      code: 1,
      err: expect.stringContaining(says),
    });
  });

  it.each(["redis://127.0.0.1:1", "postgres://postgres@127.0.0.1:1/app"])("nothing at %s ends with 1", async (url) => {
    const { code, err } = await cli(["forget", key, "--store", url]);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining("The store could not be asked") });
  });
});
