import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { synchronous } from "#crypto";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));

/** The built package, in a process of its own: `npm test` builds before it tests. */
function node(timeout: number, ...options: string[]) {
  if (!existsSync(`${root}dist/index.js`)) throw new Error("There is no dist: run npm run build before this test.");
  return run(process.execPath, options, { cwd: root, timeout });
}

// The store knows no crypto, and its child loads the built package: a second time over the other backend says nothing new.
describe.skipIf(!synchronous)(
  "the memory store in a process of its own (run once, not for each crypto backend)",
  () => {
    it("stays flat under 10 million distinct ids, with one run that lasts all the while", {
      timeout: 180_000,
    }, async () => {
      const { stdout } = await node(
        170_000,
        "--expose-gc",
        "--max-old-space-size=200",
        "test/receiver/memory-flat.mjs",
      );
      const { heaps, slow, last, first } = JSON.parse(stdout);
      expect([slow, last, first]).toEqual(["running", "done", "claimed"]);
      expect(heaps).toHaveLength(3);
      expect(Math.max(...heaps) / Math.min(...heaps)).toBeLessThan(1.2);
    });

    it("does not keep the process alive, not even with a claim in progress or after a run", async () => {
      const script = `
      import { createReceiver, memoryStore } from "hookonce";
      import { telegram } from "hookonce/providers/telegram";
      const store = memoryStore();
      await store.claim("other", { leaseMs: 600_000, retainMs: 86_400_000, signal: new AbortController().signal });
      const receiver = createReceiver({ provider: telegram, secret: "tok-1234567", store }, () => {});
      const headers = { "x-telegram-bot-api-secret-token": "tok-1234567" };
      const { status } = await receiver.receive({ headers, body: '{"update_id":1}' });
      console.log(status);`;
      // Ended by force after 10 s; a lease is 15 s, the shortest thing that a timer could wait for here.
      const { stdout } = await node(10_000, "--input-type=module", "-e", script);
      expect(stdout.trim()).toBe("200");
    });
  },
);
