import { WebhookConfigError, WebhookError } from "../core/errors.js";
import type { AnyProvider } from "../core/provider.js";
import { docsOf, REMEDIES } from "./causes.js";
import { configCodeOf, judge, resolveCredentials } from "./judge.js";
import { createProver } from "./prover.js";
import { search } from "./search.js";
import { readBody, toPairs, wholeUrl } from "./situation.js";
import type { Certainty, ExplainOptions, Explanation, Finding, Reason, Situation } from "./types.js";

/** What a wrong option of explain itself is refused with; anything else about the set-up is a finding. */
const MISUSE = ["PROVIDER_INVALID", "OPTION_INVALID", "TOLERANCE_INVALID", "PARAM_MISSING"];

const toFinding = ({ cause, evidence }: Reason, certainty: Certainty): Finding => ({
  cause,
  certainty,
  evidence,
  remedy: REMEDIES[cause],
  docs: docsOf(cause),
});

/**
 * Why a delivery is refused. It does not guess: it undoes what usually goes wrong, one thing after another, and verifies again.
 * Where the signature then holds, the cause is certain.
 *
 * It works offline, changes nothing, and its result is safe to log. It costs up to `maxChecks` verifications: run it while you
 * develop, or by hand, not for each refusal in production, which anybody can cause.
 * @param options provider, delivery, and the credential as for `verify`
 * @returns the verdict and its reasons, the surest first
 * @throws WebhookConfigError as a rejection, `PROVIDER_INVALID`, `OPTION_INVALID`, `TOLERANCE_INVALID`, when explain itself is
 * called in a wrong way. A secret that cannot be right is a finding.
 * @example
 * ```ts
 * import { explain, formatReport } from "hookonce/explain";
 * import { stripe } from "hookonce/providers/stripe";
 *
 * export async function whyRefused(request: Request) {
 *   const delivery = { headers: request.headers, body: await request.arrayBuffer() };
 *   const explanation = await explain({ provider: stripe, secret: process.env.STRIPE_WEBHOOK_SECRET, delivery });
 *   console.log(formatReport(explanation));
 * }
 * ```
 */
export async function explain<P extends AnyProvider>(options: ExplainOptions<P>): Promise<Explanation> {
  // Own properties only: a polluted Object.prototype sets no option.
  const own = { __proto__: null, ...options } as unknown as ExplainOptions<AnyProvider>;
  const {
    provider,
    delivery,
    otherSecrets = [],
    otherProviders = [],
    platform,
    error,
    maxChecks = 1000,
    ...rest
  } = own;
  const invalid = (message: string) => new WebhookConfigError("OPTION_INVALID", message);
  if (typeof delivery !== "object" || !delivery) throw invalid("delivery is an object with headers and body.");
  if (!Array.isArray(otherSecrets) || !Array.isArray(otherProviders)) {
    throw invalid("otherSecrets and otherProviders are lists.");
  }
  if (!Number.isInteger(maxChecks) || maxChecks < 1) throw invalid("maxChecks is a number from 1.");
  const { method = "POST", headers: givenHeaders, url: givenUrl, body } = delivery;
  const given = { ...rest } as Record<string, unknown>;
  const refused = await judge(
    provider,
    given,
    { method, url: givenUrl, headers: givenHeaders ?? {}, body: body as Uint8Array },
    platform,
  );
  if (refused instanceof WebhookConfigError && MISUSE.includes(refused.code)) throw refused;
  const known = error instanceof WebhookError || error instanceof WebhookConfigError ? error : refused;
  const resolved = await resolveCredentials(given, platform);
  const { clock = Date.now, toleranceSeconds = provider.toleranceSeconds ?? 300 } = own;
  const nowMs = clock();
  const { bytes, parsed } = readBody(body);
  const code = known?.code ?? "";
  const situation: Situation = {
    provider,
    options: resolved,
    method,
    url: wholeUrl(givenUrl, own.publicUrl),
    headers: toPairs(givenHeaders),
    body: bytes,
    parsedBody: parsed,
    code,
    configCode: configCodeOf(provider, resolved, refused),
    otherSecrets,
    otherProviders,
  };
  const prover = createProver(situation, nowMs, maxChecks);
  const found = known ? await search(situation, prover, nowMs, toleranceSeconds) : [];
  const faulty = refused instanceof WebhookConfigError || refused?.cause instanceof WebhookConfigError;
  return {
    provider: provider.id,
    providerName: provider.name,
    verdict: faulty ? "misconfigured" : known ? "refused" : "genuine",
    ...(known && { code: known.code, message: known.message }),
    findings: found.map(({ certainty, ...reason }) => toFinding(reason, certainty)),
    checks: prover.checks(),
    complete: !prover.spent(),
  };
}
