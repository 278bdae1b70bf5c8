import { memoryStore } from "hookonce";
import { slackCommands } from "hookonce/providers/slack-commands";
import { stripe } from "hookonce/providers/stripe";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

const SIGNS = [
  "NODE_UNIQUE_ID",
  "NODE_APP_INSTANCE",
  "pm_id",
  "VERCEL",
  "AWS_LAMBDA_FUNCTION_NAME",
  "K_SERVICE",
].concat(["FUNCTIONS_WORKER_RUNTIME", "DYNO", "FLY_ALLOC_ID", "KUBERNETES_SERVICE_HOST"]);
const options = { provider: stripe, secret: "whsec_battery_0123456789abcdefghijklmnop" };
const warn = vi.spyOn(console, "warn").mockImplementation(() => {});

/** As in a process that has just begun. */
async function fresh() {
  vi.resetModules();
  return { ...(await import("hookonce/express")), koa: (await import("hookonce/koa")).webhook };
}

beforeEach(() => {
  for (const name of SIGNS) vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  warn.mockClear();
});

it.each(SIGNS)("where %s is set, the default store is told about, once, with the remedy", async (name) => {
  vi.stubEnv(name, "1");
  const { webhook, koa } = await fresh();
  webhook(options, () => {});
  webhook(options);
  koa(options);
  expect(warn).toHaveBeenCalledTimes(1);
  expect(warn.mock.calls[0]![0]).toMatch(name);
  expect(warn.mock.calls[0]![0]).toMatch(/Pass a store that they share: webhook\(\{ store, … \}\)/);
});

it("in Cloudflare Workers it is told about", async () => {
  vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" });
  (await fresh()).webhook(options, () => {});
  expect(warn.mock.calls).toMatchObject([[expect.stringMatching("Cloudflare Workers")]]);
});

it("without such a sign nothing is said", async () => {
  vi.stubEnv("DYNO", "");
  (await fresh()).webhook(options, () => {});
  expect(warn).not.toHaveBeenCalled();
});

it("a store that is written out is not told about, nor one that is not used", async () => {
  vi.stubEnv("DYNO", "web.1");
  const { webhook } = await fresh();
  webhook({ ...options, store: memoryStore() }, () => {});
  webhook({ ...options, once: false }, () => {});
  const commands = { provider: slackCommands, secret: "8f742231b10e8888abcd99yyyzzz85a5" };
  webhook(commands, () => {});
  expect(warn).not.toHaveBeenCalled();
  webhook({ ...commands, once: true }, () => {});
  expect(warn).toHaveBeenCalledTimes(1);
});
