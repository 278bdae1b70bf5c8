import { COMMON, type Command } from "./command.js";
import type { Painter } from "./paint.js";

const rows = (pairs: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...pairs.map(([left]) => left.length)) + 2;
  return pairs.map(([left, right]) => `  ${left.padEnd(width)}${right}`).join("\n");
};

/** The page of the tool. */
export const mainHelp = (commands: readonly Command[], paint: Painter): string =>
  [
    `${paint("bold", "hookonce")}: every genuine webhook, handled once`,
    "",
    "usage: hookonce <command> [options]",
    "",
    rows(commands.map(({ name, about }) => [name, about])),
    "",
    "  hookonce <command> --help   options and examples",
    "  hookonce --version",
    "",
    "Exit codes: 0 fine, 1 something was found or failed, 2 called in a wrong way.",
    "Secrets come from the environment or a prompt, never from an argument.",
  ].join("\n");

/** The page of one command. */
export function commandHelp({ name, usage, about, examples, options }: Command, paint: Painter): string {
  const lines = Object.entries({ ...options, ...COMMON }).map(
    ([option, { value, about: what, multiple }]) =>
      [`--${option}${value ? ` ${value}` : ""}`, multiple ? `${what} (may be repeated)` : what] as const,
  );
  return [
    `usage: hookonce ${name} ${usage}`,
    "",
    `${about[0]?.toUpperCase()}${about.slice(1)}.`,
    "",
    paint("bold", "Examples"),
    ...examples.map(([line, what]) => `  ${paint("dim", `# ${what}`)}\n  ${line}`),
    "",
    paint("bold", "Options"),
    rows(lines),
  ].join("\n");
}
