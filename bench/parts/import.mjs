// The start of a process: how long the import takes beyond node:crypto itself (aim 14).
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export const aims = [14];

const child = fileURLToPath(new URL("./import-child.mjs", import.meta.url));

const candidates = {
  ours: ["ours", "hookonce", "hookonce/providers/stripe"],
  sync: ["ours", "hookonce/sync", "hookonce/providers/stripe"],
  tern: ["peers", "@hookflo/tern"],
  stripe: ["peers", "stripe"],
  standardwebhooks: ["peers", "standardwebhooks"],
  octokit: ["peers", "@octokit/webhooks-methods"],
};

async function start(args) {
  const process = fork(child, args);
  const [[message]] = await Promise.all([once(process, "message"), once(process, "exit")]);
  return message;
}

export async function measure({ report, quick }) {
  const rounds = quick ? 2 : 25;
  const times = Object.fromEntries(Object.keys(candidates).map((name) => [name, []]));
  const crypto = [];
  // The first round fills the caches of the file system.
  for (let round = -1; round < rounds; round++) {
    for (const [name, args] of Object.entries(candidates)) {
      const took = await start(args);
      if (round < 0) continue;
      times[name].push(took.beyond);
      crypto.push(took.crypto);
    }
  }
  const value = { aim: 14, unit: "ms" };
  report.value({ ...value, what: "hookonce and one provider, beyond node:crypto", times: times.ours, most: 5 });
  report.value({ ...value, what: "hookonce/sync and one provider, beyond node:crypto", times: times.sync });
  report.value({ ...value, what: "node:crypto itself", times: crypto });
  const faster = { aim: 14, unit: "ms", to: times.ours };
  report.ratio({ ...faster, what: "tern: times faster", of: times.tern, least: 5 });
  report.ratio({ ...faster, what: "stripe: times faster", of: times.stripe, least: 8 });
  report.ratio({ ...faster, what: "standardwebhooks: times faster", of: times.standardwebhooks });
  report.ratio({ ...faster, what: "@octokit/webhooks-methods: times faster", of: times.octokit });
  report.note("Each time is of a fresh process, in which `node:crypto` was imported before.");
  report.note(
    "Four files: the entry, one for the whole core, the crypto of the runtime and the provider. The core has 190 kB, since " +
      "`hookonce` exports all kinds of schemes: compiling it is the largest part. Why it is one file: docs/decisions/one-core-file.md.",
  );
}
