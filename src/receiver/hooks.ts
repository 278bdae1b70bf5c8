import { WebhookConfigError, type WebhookError } from "../core/errors.js";
import type { Hooks } from "./options.js";
import type { Settings } from "./settings.js";

type Name = Exclude<keyof Hooks, "onHandshake">;
type Info<N extends Name> = Parameters<Extract<Hooks[N], (info: never) => unknown>>[0];

/** Faults of our own that nobody would see without a hook. */
const PRINTED: readonly Name[] = ["onFailed", "onStoreError", "onCompletionLost"];

/** Refusals that are our own fault, printed once each: anybody can cause them as often as he likes. */
const printed = /* @__PURE__ */ new WeakMap<Settings, Set<string>>();

function print(settings: Settings, name: Name, info: Record<string, unknown>): void {
  const { key = settings.provider.id, error, operation = "", reason = "", status } = info;
  if (name === "onRejected") {
    const { code, message } = error as WebhookError;
    const seen = printed.get(settings) ?? new Set();
    printed.set(settings, seen);
    const ours = (status as number) >= 500 || (error as WebhookError).cause instanceof WebhookConfigError;
    if (!ours || seen.has(code)) return;
    seen.add(code);
    console.error(`hookonce ${key}: ${code}: ${message}`);
  } else if (PRINTED.includes(name)) {
    console.error(`hookonce ${key}: ${name.slice(2)} ${operation}${reason}`, error ?? "");
  }
}

/**
 * Calls a hook. What it throws, at once or later, changes nothing.
 * @returns what the hook returned
 */
export function tell<N extends Name>(
  settings: Settings,
  name: N,
  info: Omit<Info<N>, "provider" | "endpoint">,
): unknown {
  const hook = settings[name];
  const all = { provider: settings.provider.id, endpoint: settings.endpoint, ...info };
  if (typeof hook === "function") {
    try {
      const result: unknown = (hook as (info: object) => unknown)(all);
      Promise.resolve(result).catch(() => {});
      return result;
    } catch {
      return;
    }
  }
  print(settings, name, all);
  return hook;
}
