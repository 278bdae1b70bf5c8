import { type WebhookConfigError, WebhookError } from "../core/errors.js";
import type { AnyProvider } from "../core/provider.js";
import type { Refusal } from "../receiver/options.js";
import { explain } from "./explain.js";
import { formatReport } from "./format-report.js";
import type { ExplainExtras, ExplainOptions, Explanation } from "./types.js";

/** What {@link createReporter} takes. */
export interface ReporterOptions {
  /** Default `console.error`. */
  readonly print?: ((report: string) => void) | undefined;
  /** How many reports are printed at most. Default 100. */
  readonly maxReports?: number | undefined;
}

/**
 * Prints an explanation, but each cause only once for each provider: for development, where the same mistake refuses every
 * delivery.
 * @returns a function that prints, and says whether it did
 * @example
 * ```ts
 * import { createReporter, explain, type ExplainOptions } from "hookonce/explain";
 * import type { stripe } from "hookonce/providers/stripe";
 *
 * const report = createReporter();
 * export const onRefused = async (options: ExplainOptions<typeof stripe>) => report(await explain(options));
 * ```
 */
export function createReporter(options: ReporterOptions = {}): (explanation: Explanation) => boolean {
  const { print = console.error, maxReports = 100 } = options;
  const seen = new Set<string>();
  return (explanation) => {
    const { provider, verdict, code, findings } = explanation;
    const key = [provider, findings[0]?.cause ?? code].join(" ");
    if (verdict === "genuine" || seen.has(key) || seen.size >= maxReports) return false;
    seen.add(key);
    print(formatReport(explanation));
    return true;
  };
}

/** What {@link explainRefusals} takes: what to try besides, and how to print. */
export interface RefusalOptions
  extends ReporterOptions,
    Pick<ExplainExtras<AnyProvider>, "otherSecrets" | "otherProviders" | "maxChecks"> {}

/** Explanations that one receiver makes by itself. Anybody can have deliveries refused. */
const MAX_RUNS = 200;

/** Refusals that say something about secret, body, headers or address. */
const EXPLAINED = /^(SIGNATURE|TIMESTAMP|ALGORITHM|KEY|SECRET|BODY_DIGEST|BODY_NOT)_/;

const canExplain = (error: WebhookError | WebhookConfigError) =>
  !(error instanceof WebhookError) || EXPLAINED.test(error.code);

/**
 * For the option `explain` of a receiver or adapter. `onRejected` then gets a `report()`, which explains when it is called; with
 * `exposeReason`, for development, each cause is printed once, one delivery at a time.
 * @param options what to try besides, and how to print
 * @example
 * ```ts
 * import { webhook } from "hookonce/express";
 * import { explainRefusals } from "hookonce/explain";
 * import { github } from "hookonce/providers/github";
 *
 * export const handler = webhook({
 *   provider: github,
 *   secret: process.env.GITHUB_WEBHOOK_SECRET,
 *   explain: explainRefusals(),
 *   exposeReason: process.env.NODE_ENV === "development",
 * });
 * ```
 */
export function explainRefusals(
  options: RefusalOptions = {},
): (refusal: Refusal) => (() => Promise<Explanation>) | undefined {
  const { print, maxReports, ...extras } = options;
  const report = createReporter({ print, maxReports });
  let running = false;
  let runs = 0;
  return (refusal) => {
    const { error, exposeReason } = refusal;
    // Without a body it was refused by its headers, before there was anything to explain.
    if ((refusal.delivery as { body?: unknown }).body === undefined || !canExplain(error)) return;
    let explanation: Promise<Explanation> | undefined;
    const explained = () => {
      explanation ??= explain({ ...extras, ...refusal } as unknown as ExplainOptions<AnyProvider>);
      return explanation;
    };
    if (exposeReason && !running && runs < MAX_RUNS) {
      running = true;
      runs++;
      explained()
        .then(report)
        .catch(() => {})
        .finally(() => {
          running = false;
        });
    }
    return explained;
  };
}
