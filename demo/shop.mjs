import { github } from "hookonce/providers/github";
import { stripe } from "hookonce/providers/stripe";

/** Next.js may evaluate this module once for each route, so that the shop hangs on the process. */
globalThis.shop ??= { effects: {}, runs: {}, outcomes: [] };
export const { shop } = globalThis;

const note = (outcome, code) => shop.outcomes.push({ outcome, code });

/** What the shop does with an event: count it, after a moment's work. Some events bring its handler down at first. */
export async function handle(event, context) {
  shop.runs[event.id] = (shop.runs[event.id] ?? 0) + 1;
  await new Promise((resolve) => setTimeout(resolve, 20));
  const fails = event.payload.data?.object?.metadata?.handler_fails ?? 0;
  if (context.attempt <= fails) throw new Error(`the database is away (attempt ${context.attempt})`);
  shop.effects[event.id] = (shop.effects[event.id] ?? 0) + 1;
}

const common = {
  exposeReason: true,
  onHandled: ({ attempt }) => note("handled", attempt > 1 ? `attempt ${attempt}` : ""),
  onDuplicate: ({ state }) => note("duplicate", `not run again (${state})`),
  onRejected: ({ error }) => note("refused", error.code),
  onFailed: ({ attempt }) => note("failed", `handler threw, attempt ${attempt}`),
};

/** Endpoints by path. Secrets are functions, because Next.js evaluates its routes while it builds. */
export const endpoints = {
  stripe: { ...common, provider: stripe, secret: () => process.env.STRIPE_WEBHOOK_SECRET },
  github: { ...common, provider: github, secret: () => process.env.GITHUB_WEBHOOK_SECRET },
};
