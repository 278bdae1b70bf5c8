import { claimChecks } from "./claim-checks.js";
import { fenceChecks } from "./fence-checks.js";
import { forgetChecks } from "./forget-checks.js";
import { keyChecks } from "./key-checks.js";
import { leaseChecks } from "./lease-checks.js";
import { lossChecks } from "./loss-checks.js";
import { raceChecks } from "./race-checks.js";
import { reopenChecks } from "./reopen-checks.js";
import { retentionChecks } from "./retention-checks.js";
import { type CheckReport, runAll, type StoreCheck, toChecks } from "./run-checks.js";
import { settleChecks } from "./settle-checks.js";
import { staleChecks } from "./stale-checks.js";
import { assertMake, type MakeStore, type StoreCheckOptions, toSetup } from "./store-setup.js";
import { type Check, createTrial } from "./trial.js";

/** The rules by what they need of {@link StoreSetup}. */
const RULES: readonly (readonly [needs: "lose" | "reopen" | undefined, rules: readonly Check[]])[] = [
  [undefined, claimChecks],
  [undefined, raceChecks],
  [undefined, settleChecks],
  [undefined, leaseChecks],
  [undefined, staleChecks],
  [undefined, fenceChecks],
  [undefined, retentionChecks],
  [undefined, forgetChecks],
  [undefined, keyChecks],
  ["reopen", reopenChecks],
  ["lose", lossChecks],
];

function select({ without = [] }: StoreCheckOptions, wanted: boolean): Check[] {
  const can = (needs: "lose" | "reopen" | undefined) => needs === undefined || !without.includes(needs);
  return RULES.filter(([needs]) => can(needs) === wanted).flatMap(([, rules]) => rules);
}

/**
 * Gives the rules of `IdempotencyStore` as checks that run under any test framework. Each takes up to half a second, and
 * they may run at the same time, unless {@link StoreSetup.advance} moves a clock that they share.
 * @param make {@link MakeStore}
 * @param options {@link StoreCheckOptions}
 * @throws WebhookConfigError `OPTION_INVALID` when `make` is no function
 * @example
 * ```ts
 * import { memoryStore } from "hookonce";
 * import { storeChecks } from "hookonce/testing";
 * import { test } from "vitest";
 *
 * for (const { name, run } of storeChecks(() => memoryStore(), { without: ["lose", "reopen"] })) test(name, run);
 * ```
 */
export function storeChecks(make: MakeStore, options: StoreCheckOptions = {}): StoreCheck[] {
  assertMake(make);
  return toChecks(select(options, true), async () => {
    const setup = toSetup(await make());
    return { trial: createTrial(setup), close: async () => setup.close?.() };
  });
}

/**
 * Runs all {@link storeChecks}, up to eight at once, and gives the names of those that passed and of those that were left out.
 * @param make {@link MakeStore}
 * @param options {@link StoreCheckOptions}
 * @throws AggregateError with every check that failed, and why
 * @throws WebhookConfigError `OPTION_INVALID` when `make` is no function
 * @example
 * ```ts
 * import { memoryStore } from "hookonce";
 * import { checkStore } from "hookonce/testing";
 *
 * const { passed } = await checkStore(() => memoryStore(), { without: ["lose", "reopen"] });
 * console.log(`${passed.length} checks passed`);
 * ```
 */
export async function checkStore(make: MakeStore, options: StoreCheckOptions = {}): Promise<CheckReport> {
  const checks = storeChecks(make, options);
  const setup = toSetup(await make());
  await setup.close?.();
  // A virtual clock may be shared: nobody else may move it while a check looks at it.
  const passed = await runAll(checks, setup.advance ? 1 : 8);
  return { passed, unchecked: select(options, false).map(([name]) => name) };
}
