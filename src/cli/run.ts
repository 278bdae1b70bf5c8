import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { WebhookConfigError } from "../core/errors.js";
import { type Args, COMMON, type Command } from "./command.js";
import { EXIT, Failure, UsageError } from "./failure.js";
import { commandHelp, mainHelp } from "./help.js";
import type { Io } from "./io.js";

/** Loaded when they are asked for: each brings its own code. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  check: async () => (await import("./check/check.js")).check,
  send: async () => (await import("./send.js")).send,
  sign: async () => (await import("./sign.js")).sign,
  explain: async () => (await import("./explain.js")).explain,
  providers: async () => (await import("./providers.js")).providers,
  forget: async () => (await import("./forget.js")).forget,
};

const SECRET_OPTION = /^--?(secret|password|token|signing-secret|api-key|private-key|verify-token)(=|$)/;

/** Before anything reads the arguments, so that nothing can repeat them. */
function refuseSecrets(words: readonly string[]): void {
  const [, name] = words.map((word) => SECRET_OPTION.exec(word)).find(Boolean) ?? [];
  if (!name) return;
  throw new UsageError(
    `--${name} is not taken: arguments can be read by every process of the machine, and stay in the shell's history. ` +
      "Put it into an environment variable and name that with --secret-env, or leave it out and be asked for it.",
  );
}

function read({ name, options, positionals: [least, most], usage }: Command, words: string[]): Args {
  const known = Object.entries({ ...options, ...COMMON }).map(([option, { type, multiple = false }]) => [
    option,
    { type, multiple },
  ]);
  let parsed: { positionals: string[]; values: Args["values"] };
  try {
    parsed = parseArgs({ args: words, allowPositionals: true, options: Object.fromEntries(known) }) as never;
  } catch (error) {
    const message = String((error as Error).message).split(/[.\n]/)[0];
    throw new UsageError(`${message}. See hookonce ${name} --help.`);
  }
  const { positionals, values } = parsed;
  if (values.help) return parsed;
  if (positionals.length < least) throw new UsageError(`Something is missing: hookonce ${name} ${usage}`);
  if (positionals.length > most) throw new UsageError(`That is one argument too many: hookonce ${name} ${usage}`);
  return parsed;
}

const version = (): string =>
  JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version as string;

async function dispatch(words: string[], io: Io): Promise<number> {
  const [name = "", ...rest] = words;
  if (name === "--version" || name === "-v") {
    io.out(version());
    return EXIT.fine;
  }
  if (name === "" || name === "help" || name === "--help" || name === "-h") {
    const all = await Promise.all(Object.values(COMMANDS).map((load) => load()));
    io.out(mainHelp(all, io.paint));
    return name === "" ? EXIT.usage : EXIT.fine;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!load) throw new UsageError(`There is no such command. There are: ${Object.keys(COMMANDS).join(", ")}.`);
  const command = await load();
  refuseSecrets(rest);
  const args = read(
    command,
    rest.map((word) => (word === "-h" ? "--help" : word)),
  );
  if (args.values.help) {
    io.out(commandHelp(command, io.paint));
    return EXIT.fine;
  }
  return command.run(args, io);
}

/** Runs one command line, and gives the exit code. */
export async function run(words: string[], io: Io): Promise<number> {
  try {
    return await dispatch(words, io);
  } catch (error) {
    const usage = error instanceof UsageError || error instanceof WebhookConfigError;
    const known = usage || error instanceof Failure;
    const message = known ? error.message : `This is a fault of hookonce: ${(error as Error)?.stack ?? error}`;
    if (words.includes("--json")) io.json({ error: message, exitCode: usage ? EXIT.usage : EXIT.found });
    io.err(`${io.paint("red", "hookonce:")} ${message}`);
    return usage ? EXIT.usage : EXIT.found;
  }
}
