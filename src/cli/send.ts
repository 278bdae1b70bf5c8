import { type Args, type Command, isSet, textOf } from "./command.js";
import { createSigner, SIGNING } from "./create-signer.js";
import { answerText, isAccepted, toOutgoing } from "./deliver.js";
import { EXIT, UsageError } from "./failure.js";
import { readInput } from "./files.js";
import { type Answer, sendRequest } from "./http.js";
import { type Io, printable } from "./io.js";
import { countOf } from "./numbers.js";
import { eventOf, newEvent } from "./samples/index.js";
import type { EventSpec } from "./signer.js";
import { readUrl, resolveTarget } from "./target.js";

const MOST = 1000;

interface Sent {
  readonly event: number;
  readonly try: number;
  readonly answer: Answer;
}

/** Runs tasks, so many at a time, in their order. */
async function inParallel<T>(tasks: readonly (() => Promise<T>)[], width: number): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const work = async () => {
    while (next < tasks.length) {
      const at = next++;
      results[at] = await (tasks[at] as () => Promise<T>)();
    }
  };
  await Promise.all(Array.from({ length: width }, work));
  return results;
}

function line({ event, try: attempt, answer }: Sent, duplicates: number, io: Io): string {
  const state = isAccepted(answer) ? io.paint("green", "accepted") : io.paint("red", "refused ");
  const which = duplicates > 1 ? `event ${event}, delivery ${attempt}` : `event ${event}`;
  const body = printable(answer.body.trim().split("\n")[0] ?? "").slice(0, 100);
  return `${state}  ${answerText(answer)}  ${answer.ms} ms  ${which}${body ? `  ${io.paint("dim", body)}` : ""}`;
}

async function run(args: Args, io: Io): Promise<number> {
  const url = readUrl(args.positionals[0] as string);
  const count = countOf(args, "count", 1, MOST);
  const duplicates = countOf(args, "duplicate", 1, 100);
  const concurrency = countOf(args, "concurrency", 1, 50);
  if (count * duplicates > MOST)
    throw new UsageError(`At most ${MOST} deliveries go out at once: lower --count or --duplicate.`);
  const file = textOf(args, "file");
  if (file && count > 1) throw new UsageError("--file is one event: leave --count out, or repeat it with --duplicate.");
  const target = await resolveTarget(url, isSet(args, "i-own-this-endpoint"));
  const signer = await createSigner(args, url.href, io, true);
  const { provider } = signer;
  const { covers } = provider.scheme;
  if (url.protocol === "http:" && !target.isLoopback && !covers.body && !covers.fields.length) {
    throw new UsageError(
      `${provider.name} sends its secret along: over plain http everybody on the way could read it.`,
    );
  }
  const body = file ? await readInput(file) : undefined;
  const type = textOf(args, "event");
  const events = Array.from({ length: count }, () => (body ? eventOf(provider, body, type) : newEvent(provider, type)));
  const deliver = (event: EventSpec, at: number, attempt: number) => async (): Promise<Sent> => {
    const answer = await sendRequest(target, toOutgoing(await signer.sign(event), target));
    const sent = { event: at + 1, try: attempt + 1, answer };
    if (!isSet(args, "json")) io.out(line(sent, duplicates, io));
    return sent;
  };
  const tasks = events.flatMap((event, at) =>
    Array.from({ length: duplicates }, (_none, attempt) => deliver(event, at, attempt)),
  );
  const sent = await inParallel(tasks, concurrency);
  const refused = sent.filter(({ answer }) => !isAccepted(answer)).length;
  if (isSet(args, "json")) {
    const deliveries = sent.map(({ event, try: attempt, answer: { status, fault, ms, body: text } }) => ({
      event,
      delivery: attempt,
      accepted: status >= 200 && status < 300,
      status,
      fault,
      ms,
      body: text,
    }));
    io.json({ provider: provider.id, url: url.href, accepted: sent.length - refused, refused, deliveries });
  } else if (sent.length > 1) io.out(`${sent.length - refused} accepted, ${refused} refused`);
  return refused ? EXIT.found : EXIT.fine;
}

/** Sends deliveries as a provider does. */
export const send: Command = {
  name: "send",
  usage: "<url> --provider <id> [--event <type>]",
  about: "sends signed deliveries to an endpoint, as the provider does",
  positionals: [1, 1],
  examples: [
    [
      "hookonce send http://localhost:3000/webhooks/github --provider github --event push",
      "a push with a sample payload; the secret is in GITHUB_WEBHOOK_SECRET",
    ],
    [
      "hookonce send http://localhost:3000/webhooks/stripe --provider stripe --duplicate 3 --concurrency 3",
      "one event three times at once: it should take effect once",
    ],
    [
      "hookonce send http://localhost:3000/hooks --provider shopify --event orders/paid --file order.json",
      "a body of your own, byte by byte",
    ],
  ],
  options: {
    ...SIGNING,
    event: { type: "string", value: "<type>", about: "the type of the event" },
    file: { type: "string", value: "<file>", about: "the body, sent as it is; - reads stdin" },
    count: { type: "string", value: "<n>", about: "how many events; default 1" },
    duplicate: { type: "string", value: "<n>", about: "how often each event is delivered; default 1" },
    concurrency: { type: "string", value: "<n>", about: "how many deliveries at a time; default 1, at most 50" },
    "i-own-this-endpoint": { type: "boolean", about: "the endpoint is on another machine, and it is yours" },
  },
  run,
};
