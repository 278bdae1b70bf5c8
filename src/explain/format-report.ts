import type { Explanation, Finding } from "./types.js";

const WIDTH = 80;

/** A text in lines of at most {@link WIDTH} characters, each behind an indent. */
function wrap(text: string, indent: string, first = indent): string {
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(" ")) {
    const bare = line === first || line === indent;
    if (!bare && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent + word;
    } else line += bare ? word : ` ${word}`;
  }
  return [...lines, line].join("\n");
}

const section = ({ cause, certainty, evidence, remedy, docs }: Finding, at: number): string =>
  [
    `${at + 1}. ${cause} (${certainty})`,
    wrap(evidence, "   "),
    wrap(remedy, "            ", "   To do:  ").replace(/^ {12}/gm, "           "),
    `   ${docs}`,
  ].join("\n");

/**
 * An explanation as a block of plain text for a terminal or a log: 80 columns, no colours, no secret, body or signature.
 * @example
 * ```ts
 * import { type Explanation, formatReport } from "hookonce/explain";
 *
 * export const print = (explanation: Explanation) => console.error(formatReport(explanation));
 * ```
 */
export function formatReport(explanation: Explanation): string {
  const { providerName, verdict, code, message = "", findings, checks, complete } = explanation;
  if (verdict === "genuine" && !findings.length) return `hookonce: this delivery of ${providerName} is genuine.\n`;
  const head =
    verdict === "misconfigured"
      ? `hookonce: deliveries of ${providerName} cannot be judged: ${code ?? "see below"}`
      : `hookonce: this delivery of ${providerName} was refused: ${code ?? "see below"}`;
  const tried = `${checks} ${checks === 1 ? "signature" : "signatures"} checked`;
  const tail = complete ? `${tried}.` : `${tried}, then the limit was reached: not everything was tried.`;
  const none = "Nothing that usually goes wrong explains it.";
  const body = findings.length ? findings.map(section) : [none];
  return `${[head, wrap(message, "  "), "", body.join("\n\n"), "", tail].join("\n")}\n`;
}
