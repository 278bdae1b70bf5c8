import { type Args, type Command, isSet, textOf } from "../command.js";
import { createSigner, SIGNING } from "../create-signer.js";
import { fromVariable } from "../credential.js";
import { EXIT } from "../failure.js";
import { readInput, writeOutput } from "../files.js";
import type { Io } from "../io.js";
import { eventOf } from "../samples/index.js";
import { readUrl, resolveTarget } from "../target.js";
import { Kit } from "./kit.js";
import { reportHtml } from "./report-html.js";
import { reportText } from "./report-text.js";
import { runCheck } from "./run-check.js";

async function run(args: Args, io: Io): Promise<number> {
  const url = readUrl(args.positionals[0] as string);
  const isOwned = isSet(args, "i-own-this-endpoint");
  const target = await resolveTarget(url, isOwned);
  const counter = textOf(args, "effects-url");
  const effects = counter ? await resolveTarget(readUrl(counter, "--effects-url"), isOwned) : undefined;
  const failFile = textOf(args, "fail-file");
  const verifyToken = fromVariable(args, "verify-token-env", io);
  const signer = await createSigner(args, url.href, io, true);
  const event = textOf(args, "event");
  const failing = failFile ? eventOf(signer.provider, await readInput(failFile), event) : undefined;
  const kit = new Kit(signer, target, { event, effects, failing, verifyToken });
  if (!io.canOverwrite) io.err(`Checking ${url.href} as ${signer.provider.name}…`);
  const report = await runCheck(
    kit,
    (at, of, title) => io.progress(`[${at}/${of}] ${title}`),
    (text) => io.clean(text) !== text,
  );
  io.progress("");
  const file = textOf(args, "report");
  if (file) {
    writeOutput(file, io.clean(reportHtml(report, new Date())));
    io.err(`The report is in ${file}.`);
  }
  if (isSet(args, "json")) io.json(report);
  else io.out(reportText(report, io.paint));
  return report.verdict === "right" ? EXIT.fine : EXIT.found;
}

/** Audits a running endpoint, whatever it is written in. */
export const check: Command = {
  name: "check",
  usage: "<url> --provider <id>",
  about: "audits a running endpoint, in any language: what is right, what is dangerous, how to mend it",
  positionals: [1, 1],
  examples: [
    [
      "hookonce check http://localhost:3000/webhooks/stripe --provider stripe",
      "the secret is in STRIPE_WEBHOOK_SECRET, or you are asked for it",
    ],
    [
      "hookonce check http://localhost:3000/hooks --provider github --effects-url http://localhost:3000/count",
      "a counter of what your handler did shows whether events are handled once",
    ],
    ["hookonce check http://localhost:3000/hooks --provider slack --report report.html", "the report card as a page"],
  ],
  options: {
    ...SIGNING,
    event: { type: "string", value: "<type>", about: "the type of the events that are sent" },
    "effects-url": {
      type: "string",
      value: "<url>",
      about: "answers with the number of events that took effect so far",
    },
    "fail-file": {
      type: "string",
      value: "<file>",
      about: "a body on which your handler fails, to see what becomes of its retry",
    },
    "verify-token-env": {
      type: "string",
      value: "<NAME>",
      about: "the variable with the token of the handshake, where there is one",
    },
    report: { type: "string", value: "<file>", about: "writes the report card as one self-contained page" },
    "i-own-this-endpoint": { type: "boolean", about: "the endpoint is on another machine, and it is yours" },
  },
  run,
};
