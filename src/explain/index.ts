export type { Cause } from "./causes.js";
export { explain } from "./explain.js";
export { formatReport } from "./format-report.js";
export { createReporter, explainRefusals, type RefusalOptions, type ReporterOptions } from "./on-rejected.js";
export type { Certainty, ExplainExtras, ExplainOptions, Explanation, Finding } from "./types.js";
