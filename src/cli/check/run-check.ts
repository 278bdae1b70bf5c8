import { WebhookConfigError } from "../../core/errors.js";
import { answerText, isAccepted } from "../deliver.js";
import type { Answer } from "../http.js";
import { Spent } from "./budget.js";
import type { Kit } from "./kit.js";
import { observe } from "./observe.js";
import { PROBES } from "./probes/index.js";
import type { Finding, PlainProbe, Probe, Report, Verdict } from "./types.js";

/** Why nothing else can be judged. */
function whyStopped(answer: Answer, providerName: string): Verdict {
  const says = `A genuine delivery was not accepted: ${answerText(answer)}.`;
  const stop = (remedy: string): Verdict => ({ section: "mend", says, remedy });
  const { status, fault } = answer;
  if (fault === "unreachable") return stop("Nothing listens there. Start the endpoint, and look at the port.");
  if (fault) return stop("The endpoint does not answer. Look into its log.");
  if (status === 404 || status === 405)
    return stop("The path or the method is not that of the endpoint. Compare the address.");
  if (status >= 300 && status < 400) {
    return stop(
      "It redirects, and most providers do not follow. Give the address where it leads, with or without the last slash.",
    );
  }
  if (status === 429) return stop("The endpoint limits requests. Lift that while it is checked.");
  if (status >= 500)
    return stop(
      "The endpoint fails on a genuine delivery. Look into its log: a sample payload may lack what it needs.",
    );
  return stop(
    `The secret here is probably not the one that the endpoint has; or the endpoint is not one for ${providerName}. Every other answer would mean nothing.`,
  );
}

function judge(probe: PlainProbe, answer: Answer): Verdict {
  const accepted = isAccepted(answer);
  if (accepted === (probe.expect === "accepted")) {
    if (!accepted && answer.status && answer.status < 400) {
      return { section: "untold", says: `${probe.right}, by a redirect (${answer.status}).` };
    }
    return { section: "right", says: `${probe.right} (${answerText(answer)}).` };
  }
  return { section: probe.level, says: `${probe.wrong} (${answerText(answer)}).`, remedy: probe.remedy };
}

async function runProbe(kit: Kit, probe: Probe): Promise<Verdict> {
  if ("judge" in probe) return probe.judge(kit);
  const forgery = probe.expect === "refused" && probe.level === "dangerous";
  return judge(probe, await kit.send(probe.id, await probe.make(kit), forgery));
}

/** A probe's finding; nothing where the provider has no such case. */
export async function findingOf(kit: Kit, probe: Probe): Promise<Finding | undefined> {
  const { id, title } = probe;
  const reason = probe.unless?.(kit);
  if (reason === "-") return;
  if (reason) return { probe: id, title, section: "untold", says: reason };
  try {
    return { probe: id, title, ...(await runProbe(kit, probe)) };
  } catch (error) {
    if (error instanceof Spent)
      return { probe: id, title, section: "untold", says: "the limit of requests or of time was reached" };
    // Not every provider's deliveries can be made in every form.
    if (error instanceof WebhookConfigError)
      return { probe: id, title, section: "untold", says: "deliveries of this provider cannot be made like that" };
    throw error;
  }
}

/**
 * Sends all probes, one after another.
 * @param progress told before each probe
 * @param isSecret whether a text holds the secret
 */
export async function runCheck(
  kit: Kit,
  progress: (at: number, of: number, title: string) => void,
  isSecret: (text: string) => boolean,
): Promise<Report> {
  const { id: provider, name: providerName } = kit.provider;
  const of = PROBES.length + 1;
  const finish = (verdict: Report["verdict"], findings: Finding[], probes: number): Report => ({
    url: kit.target.url.href,
    provider,
    providerName,
    verdict,
    findings,
    probes,
    requests: kit.budget.requests,
    seconds: kit.budget.seconds,
  });
  progress(1, of, "a genuine delivery");
  await kit.prepare();
  const genuine = await kit.send("genuine", kit.request(await kit.sign()));
  const common = { probe: "genuine", title: "a genuine delivery" };
  if (!isAccepted(genuine)) return finish("stopped", [{ ...common, ...whyStopped(genuine, providerName) }], 1);
  const findings: Finding[] = [
    { ...common, section: "right", says: `A genuine delivery is accepted (${genuine.status}).` },
  ];
  let sent = 1;
  for (const [i, probe] of PROBES.entries()) {
    progress(i + 2, of, probe.title);
    const finding = await findingOf(kit, probe);
    if (finding) findings.push(finding);
    if (finding && !(finding.section === "untold" && probe.unless?.(kit))) sent++;
  }
  findings.push(...observe(kit, isSecret));
  const has = (section: string) => findings.some((finding) => finding.section === section);
  return finish(has("dangerous") ? "dangerous" : has("mend") ? "mend" : "right", findings, sent);
}
