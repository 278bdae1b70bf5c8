// What a user's bundle grows by (aim 13), with the peers beside it.
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

export const aims = [13];

const root = fileURLToPath(new URL("../..", import.meta.url));
const peers = fileURLToPath(new URL("../peers", import.meta.url));
const web = { conditions: ["workerd"], platform: "neutral" };
const node = { conditions: ["node"], platform: "node" };

const stripe = `export { stripe } from "hookonce/providers/stripe";`;
const receiver = `export { createReceiver, memoryStore } from "hookonce"; export { webhook } from "hookonce/fetch"; ${stripe}`;

// [what is in the bundle, its entry, its target, the most bytes after gzip]
const ours = [
  ["verify and Stripe, Web Crypto", `export { verify } from "hookonce"; ${stripe}`, web, 2000],
  ["verify and Stripe, node:crypto", `export { verify } from "hookonce"; ${stripe}`, node, 3500],
  ["createVerifierSync and Stripe, node:crypto", `export { createVerifierSync } from "hookonce/sync"; ${stripe}`, node],
  ["receiver, memory store, fetch adapter and Stripe, Web Crypto", receiver, web, 5000],
];

const theirs = [
  ["@octokit/webhooks-methods", `export { verify } from "@octokit/webhooks-methods";`],
  ["standardwebhooks", `export { Webhook } from "standardwebhooks";`],
  ["svix", `export { Webhook } from "svix";`],
  ["stripe", `export { default } from "stripe";`],
  ["tern", `export { WebhookVerificationService } from "@hookflo/tern";`],
];

async function gzipped(contents, resolveDir, target) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
    logLevel: "silent",
    absWorkingDir: resolveDir,
    tsconfigRaw: {}, // its paths lead to src
    ...target,
  });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length;
}

export async function measure({ report }) {
  for (const [what, entry, target, most] of ours) {
    report.value({ aim: 13, what, value: await gzipped(entry, root, target), unit: "B", most });
  }
  for (const [what, entry] of theirs) {
    report.value({ what: `beside it: ${what}, for Node`, value: await gzipped(entry, peers, node), unit: "B" });
  }
  report.note("Bytes after esbuild's minification and gzip, `node:*` left outside.");
  report.note("Why the goals are not reached, and what was done: docs/decisions/size.md.");
}
