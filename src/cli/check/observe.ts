import { isAccepted } from "../deliver.js";
import type { Kit } from "./kit.js";
import type { Finding } from "./types.js";

const TRACE =
  /node_modules\/|^\s+at \S+ \(|Traceback \(most recent call last\)|File "[^"]+", line \d+|goroutine \d+ \[|\.java:\d+\)/m;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const round = (ms: number) => (ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms));

/** What answers tell that should stay inside. */
function leaks(kit: Kit, isSecret: (text: string) => boolean): Finding {
  const common = { probe: "answers", title: "what the answers tell" };
  const texts = kit.seen.map(({ answer }) => `${answer.body}\n${JSON.stringify(answer.headers)}`);
  if (texts.some(isSecret)) {
    const remedy = "Answer one constant text, change the secret, and keep reasons for your own log.";
    return { ...common, section: "dangerous", says: "An answer held the secret itself.", remedy };
  }
  if (texts.some((text) => [...kit.rightSignatures].some((signature) => text.includes(signature)))) {
    const remedy = "Whoever asks can have any body signed. Answer one constant text.";
    return {
      ...common,
      section: "dangerous",
      says: "An answer told the signature that would have been right.",
      remedy,
    };
  }
  const traced = kit.seen.filter(({ answer }) => TRACE.test(answer.body));
  if (traced.length) {
    const remedy = "It tells a forger how your code works. Answer one constant text, and keep the trace for your log.";
    const probes = [...new Set(traced.map(({ probe }) => probe))].join(", ");
    return { ...common, section: "mend", says: `Answers held a stack trace: ${probes}.`, remedy };
  }
  return { ...common, section: "right", says: "No answer tells a secret, a right signature or a stack trace." };
}

/** Forgeries that made the endpoint stumble. */
function stumbles(kit: Kit): Finding {
  const common = { probe: "refusals", title: "how forgeries are refused" };
  const forgeries = kit.seen.filter(({ forgery, answer }) => forgery && !isAccepted(answer));
  const names = (list: typeof forgeries) => [...new Set(list.map(({ probe }) => probe))].join(", ");
  const hanging = forgeries.filter(({ answer }) => answer.fault === "timeout");
  if (hanging.length) {
    const remedy = "Each of them keeps a connection open. Answer 401 at once.";
    return {
      ...common,
      section: "mend",
      says: `Forgeries were not answered within 10 seconds: ${names(hanging)}.`,
      remedy,
    };
  }
  const broken = forgeries.filter(({ answer }) => answer.status >= 500 || answer.fault === "cut off");
  if (broken.length) {
    const remedy = "That is the answer of a fault: it wakes somebody up, and senders come again. Answer 401.";
    return { ...common, section: "mend", says: `Forgeries were answered 5xx or not at all: ${names(broken)}.`, remedy };
  }
  const odd = forgeries.filter(({ answer }) => answer.status < 400);
  if (odd.length)
    return {
      ...common,
      section: "untold",
      says: `Forgeries were redirected, which is followed by nobody here: ${names(odd)}.`,
    };
  return { ...common, section: "right", says: "Forgeries are refused with 4xx." };
}

/** How long answers take. */
function latency(kit: Kit): Finding {
  const common = { probe: "latency", title: "how long answers take" };
  const single = kit.seen.filter(({ probe, answer }) => probe !== "concurrent" && !answer.fault);
  const genuine = single.filter(({ answer }) => isAccepted(answer)).map(({ answer }) => answer.ms);
  const refused = single.filter(({ forgery, answer }) => forgery && !isAccepted(answer)).map(({ answer }) => answer.ms);
  const { deadlineSeconds = 10, name } = kit.provider;
  const slowest = Math.max(0, ...genuine);
  const says = `Genuine deliveries are answered in ${round(median(genuine))} ms (median), the slowest in ${round(slowest)} ms; refusals in ${round(median(refused))} ms.`;
  if (slowest > deadlineSeconds * 500) {
    const limit = kit.provider.deadlineSeconds
      ? `${name} waits ${deadlineSeconds} seconds`
      : "Many senders wait 10 seconds or less";
    return {
      ...common,
      section: "mend",
      says,
      remedy: `${limit}, then sends again while you still work. Hand the work over to a queue.`,
    };
  }
  if (refused.length && median(refused) > 250 && median(refused) > 3 * median(genuine)) {
    return {
      ...common,
      section: "mend",
      says,
      remedy: "Refusals cost more than genuine deliveries: do nothing before the signature holds.",
    };
  }
  return { ...common, section: "right", says };
}

/** What all answers together show. */
export const observe = (kit: Kit, isSecret: (text: string) => boolean): Finding[] => [
  leaks(kit, isSecret),
  stumbles(kit),
  latency(kit),
];
