import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { manifest } from "../../scripts/exports.mjs";
import { read, root } from "./markdown.js";

const names = readdirSync(join(root, "examples"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const frameworks = ["express", "hono", "koa", "next"];

const ours = (manifest as unknown as { devDependencies: Record<string, string> }).devDependencies;

// scripts/examples.mjs installs and runs them; here is what needs no registry.
describe("examples", () => {
  it("there is one for each framework that has an adapter of its own, and for each way of several machines", () => {
    expect(names).toEqual(["express", "hono", "koa", "next", "postgres", "queue-bullmq", "queue-pg-boss", "redis"]);
  });

  it.each(names)("%s installs the tarball, and the versions that are tested here", (name) => {
    const { dependencies, scripts } = JSON.parse(read(`examples/${name}/package.json`));
    const { hookonce, ...others } = dependencies as Record<string, string>;
    expect(hookonce).toBe("file:../hookonce.tgz");
    if (frameworks.includes(name)) expect(Object.keys(others)).toContain(name);
    for (const [dependency, version] of Object.entries(others)) {
      // The queues are installed by the examples alone, at these versions.
      expect({ dependency, version }).toEqual({
        dependency,
        version: ours[dependency] ?? expect.stringMatching(/^\d+\.\d+\.\d+$/),
      });
    }
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(["start", "send"]));
  });

  it.each(names)("%s sends what the others send, and says in a few lines how it is run", (name) => {
    expect(read(`examples/${name}/send.js`)).toBe(read("examples/express/send.js"));
    expect(read(`examples/${name}/README.md`).trim().split("\n").length).toBeLessThanOrEqual(7);
    expect(existsSync(join(root, `examples/${name}/shop.js`))).toBe(true);
  });
});
