import { parseArgs } from "node:util";
import { bold, dim, green, heading, line, red, row } from "./print.mjs";
import { createProvider, signGithub, signStripe, stripeEvent } from "./provider.mjs";

const FRAMEWORKS = ["express", "koa", "hono", "next"];
const { values } = parseArgs({
  options: { framework: { type: "string", default: "express" }, help: { type: "boolean" } },
});
if (values.help || !FRAMEWORKS.includes(values.framework)) {
  console.log(`npm run demo -- --framework ${FRAMEWORKS.join("|")}`);
  process.exit(values.help ? 0 : 2);
}

const secret = "whsec_demo_5Jb1dQ0nYxkq2LrT8";
const githubSecret = "It's a Secret to Everybody";
process.env.STRIPE_WEBHOOK_SECRET = secret;
process.env.GITHUB_WEBHOOK_SECRET = githubSecret;
// The shop's own errors belong to the story; the lines below tell them.
console.error = () => {};

console.log(bold("hookonce: every genuine webhook, handled once"));
if (values.framework === "next") console.log(dim("  next build, without secrets …"));
const { start } = await import(`./servers/${values.framework}.mjs`);
const server = await start();
const origin = `http://127.0.0.1:${server.port}`;
console.log(dim(`  A shop on ${values.framework}, ${origin}, and a provider that sends to it.`));
console.log(dim(`\n  ${"what is sent".padEnd(26)} ${"event".padEnd(9)} ${"".padEnd(4)} what came of it`));

const { tally, send } = createProvider(origin);
const genuine = new Set();
const wrong = [];
const readShop = async () => (await fetch(`${origin}/shop`)).json();
const summary = (outcomes) =>
  outcomes.map(({ outcome, code }) => [outcome, code].filter(Boolean).join(": ")).join(", ");

/** Sends one delivery, prints it, and notes an answer that should have been another. */
async function deliver(what, event, expected, path, headers, body) {
  const before = (await readShop()).outcomes.length;
  const status = await send(path, headers, body);
  const { outcomes } = await readShop();
  line(what, event, status, summary(outcomes.slice(before)));
  if (status !== expected) wrong.push(`${what}: ${status} instead of ${expected}`);
  return status;
}

const deliverStripe = (what, event, expected = 200, change = {}) => {
  const body = change.body ?? JSON.stringify(event);
  const header = change.header ?? signStripe(change.secret ?? secret, JSON.stringify(event), change.timestamp);
  const headers = header ? { "stripe-signature": header } : {};
  return deliver(what, event.id, expected, "stripe", headers, body);
};

heading("Genuine events");
const events = ["payment_intent.succeeded", "invoice.paid", "charge.refunded", "customer.created"].map((type) =>
  stripeEvent(type),
);
for (const event of events) {
  genuine.add(event.id);
  await deliverStripe(event.type, event);
}

heading("Forgeries");
const victim = stripeEvent("payment_intent.succeeded");
const now = Math.floor(Date.now() / 1000);
await deliverStripe("body changed by one byte", victim, 401, { body: JSON.stringify(victim).replace("1005", "9005") });
await deliverStripe("signed with another secret", victim, 401, { secret: "whsec_guessed" });
await deliverStripe("no signature header", victim, 401, { header: "" });
await deliverStripe("header of junk", victim, 401, { header: "t=1,v1=zz" });
await deliverStripe("2,000 signatures", victim, 401, {
  header: `t=${now}${`,v1=${"0".repeat(64)}`.repeat(2000)}`.slice(0, 12_000),
});
await deliverStripe("replay under a fresh id", events[0], 401, {
  body: JSON.stringify({ ...events[0], id: "evt_fresh" }),
});
await deliverStripe("2 MiB of body", victim, 413, { body: "x".repeat(2 * 1024 * 1024) });

heading("Old and early ones");
await deliverStripe("signed 10 minutes ago", victim, 401, { timestamp: now - 600 });
await deliverStripe("signed for tomorrow", victim, 401, { timestamp: now + 86_400 });

heading("The same event again");
await deliverStripe("retry of a finished event", events[1]);
await deliverStripe("resent by hand", events[1]);

heading("A handler that crashes, a provider that retries");
const fragile = stripeEvent("invoice.paid", { handler_fails: 2 });
genuine.add(fragile.id);
for (let attempt = 1, status = 0; status !== 200 && attempt < 6; attempt++) {
  status = await deliverStripe(
    attempt === 1 ? "first delivery" : `retry ${attempt - 1}`,
    fragile,
    attempt < 3 ? 500 : 200,
  );
}

heading("GitHub: the delivery id is not signed");
const push = JSON.stringify({ ref: "refs/heads/main", after: "6113728f27ae82c7b1a177c8d03f9e96e0adf246", commits: [] });
const githubHeaders = (delivery) => ({
  "x-github-event": "push",
  "x-github-delivery": delivery,
  "x-hub-signature-256": signGithub(githubSecret, push),
});
await deliver("push", "push", 200, "github", githubHeaders("72d3162e-cc78-11e3-81ab-4c9367dc0958"), push);
await deliver(
  "replay under a fresh id",
  "push",
  200,
  "github",
  githubHeaders("00000000-0000-4000-8000-000000000000"),
  push,
);

heading("50 at the same moment");
const popular = stripeEvent("payment_intent.succeeded");
genuine.add(popular.id);
const body = JSON.stringify(popular);
const statuses = await Promise.all(
  Array.from({ length: 50 }, () => send("stripe", { "stripe-signature": signStripe(secret, body) }, body)),
);
const done = statuses.filter((status) => status === 200).length;
const runs = (await readShop()).runs[popular.id];
line("50 copies at once", popular.id, Math.max(...statuses), `${done} answered 200, the handler ran ${runs} ×`);
if (done !== 50) wrong.push(`50 copies: ${done} answered 200`);

const { effects, outcomes } = await readShop();
server.close();
const pushes = Object.keys(effects).filter((id) => id.startsWith("sha256:"));
for (const id of pushes) genuine.add(id);
const once = [...genuine].filter((id) => effects[id] === 1);
const strangers = Object.keys(effects).filter((id) => !genuine.has(id));
const refused = {};
for (const { outcome, code } of outcomes) if (outcome === "refused") refused[code] = (refused[code] ?? 0) + 1;
const count = (name) => outcomes.filter(({ outcome }) => outcome === name).length;

heading("Sum");
row("deliveries sent", tally.sent);
for (const [status, times] of Object.entries(tally.answers)) row(`  answered ${status}`, times);
row("refused", count("refused"));
for (const [code, times] of Object.entries(refused)) row(`  ${code}`, times);
row("duplicates held back", count("duplicate"));
row("runs that failed and were run again", count("failed"));
row("genuine events", genuine.size);
row(
  "effects",
  Object.values(effects).reduce((sum, times) => sum + times, 0),
);

const good = once.length === genuine.size && pushes.length === 1 && !strangers.length && !wrong.length;
for (const what of wrong) console.log(red(`  unexpected: ${what}`));
console.log(
  good
    ? green(bold(`\n  Every genuine event took effect exactly once: ${once.length} of ${genuine.size}.\n`))
    : red(bold(`\n  NOT every genuine event took effect exactly once: ${once.length} of ${genuine.size}.\n`)),
);
process.exitCode = good ? 0 : 1;
