import { byReason, footline, headline, SECTIONS } from "./report-text.js";
import type { Report } from "./types.js";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string);

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; overflow-wrap: anywhere; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
ul { list-style: none; padding: 0; } li { margin: .6rem 0; padding-left: .8rem; border-left: .3rem solid; }
li p { margin: 0; } li p + p { opacity: .75; }
.dangerous li { border-color: #c62828; } .mend li { border-color: #e6a100; }
.right li { border-color: #2e7d32; } .untold li { border-color: #888; }
footer { margin-top: 2rem; opacity: .7; }`;

/** The report card as one page that needs nothing else: no script, no address is loaded. */
export function reportHtml(report: Report, now: Date): string {
  const title = `${report.providerName} → ${report.url}`;
  const sections = SECTIONS.flatMap(([section, heading]) => {
    const own = report.findings.filter((finding) => finding.section === section);
    if (!own.length) return [];
    const items = (section === "untold" ? byReason(own) : own).map(
      ({ says, remedy }) => `<li><p>${escapeHtml(says)}</p>${remedy ? `<p>${escapeHtml(remedy)}</p>` : ""}</li>`,
    );
    return [`<section class="${section}"><h2>${escapeHtml(heading)}</h2><ul>${items.join("\n")}</ul></section>`];
  });
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${STYLE}
</style>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(headline(report))}</p>
${sections.join("\n")}
<footer>${escapeHtml(footline(report))} hookonce check, ${escapeHtml(now.toISOString())}</footer>
</html>
`;
}
