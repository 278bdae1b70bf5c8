import { type Painter, wrap } from "../paint.js";
import type { Finding, Report, Section } from "./types.js";

/** The sections of the card, in their order. */
export const SECTIONS: readonly (readonly [Section, string])[] = [
  ["dangerous", "Dangerous"],
  ["mend", "To mend"],
  ["right", "Right"],
  ["untold", "Could not be told"],
];

const MARKS = { dangerous: ["red", "✗"], mend: ["yellow", "!"], right: ["green", "✓"], untold: ["dim", "?"] } as const;

const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** What could not be told, one line for each reason. */
export function byReason(findings: readonly Finding[]): readonly Finding[] {
  const reasons = new Map<string, Finding[]>();
  for (const finding of findings) reasons.set(finding.says, [...(reasons.get(finding.says) ?? []), finding]);
  return [...reasons].map(([says, list]) => {
    const [first] = list as [Finding];
    return /^[A-Z\d]/.test(says)
      ? first
      : { ...first, says: `${upper(list.map(({ title }) => title).join("; "))}.`, remedy: `${upper(says)}.` };
  });
}

/** What the card says above all. */
export function headline({ verdict, findings }: Report): string {
  const count = (section: Section) => findings.filter((finding) => finding.section === section).length;
  if (verdict === "stopped") return "Stopped: a genuine delivery was not accepted.";
  const [dangerous, mend, untold] = [count("dangerous"), count("mend"), count("untold")];
  const parts = [
    dangerous && `${dangerous} dangerous`,
    mend && `${mend} to mend`,
    `${count("right")} right`,
    untold && `${untold} could not be told`,
  ].filter(Boolean);
  return `${parts.join(", ")}.`;
}

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? "" : "s"}`;

export const footline = ({ probes, requests, seconds }: Report): string =>
  `${count(probes, "probe")}, ${count(requests, "request")}, ${seconds} s.`;

/** The report card for a terminal. */
export function reportText(report: Report, paint: Painter): string {
  const lines = [paint("bold", `${report.providerName} → ${report.url}`), headline(report)];
  for (const [section, heading] of SECTIONS) {
    const own = report.findings.filter((finding) => finding.section === section);
    if (!own.length) continue;
    const [colour, mark] = MARKS[section];
    lines.push("", paint("bold", heading));
    for (const { says, remedy } of section === "untold" ? byReason(own) : own) {
      lines.push(wrap(says, "    ", `  ${mark} `).replace(mark, paint(colour, mark)));
      if (remedy) lines.push(wrap(remedy, "    "));
    }
  }
  return [...lines, "", paint("dim", footline(report))].join("\n");
}
