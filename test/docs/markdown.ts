import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** One fenced block of code. */
export interface Fence {
  readonly file: string;
  /** Of its first line of code, counted from 1. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
  /** Why the type check leaves it out: `<!-- check: skip because … -->` on the line before it. */
  readonly skip: string | undefined;
}

const SKIP = /^<!-- check: skip because (.+) -->$/;

/** The fences of a text. `prefix` stands before each line where the text is a doc comment. */
function readFences(file: string, text: string, prefix = /^/): Fence[] {
  const lines = text.split("\n").map((line) => line.replace(prefix, ""));
  const fences: Fence[] = [];
  for (let i = 0; i < lines.length; i++) {
    const [, indent = "", language = ""] = lines[i]?.match(/^(\s*)```(\S*)/) ?? [];
    if (!lines[i]?.trimStart().startsWith("```")) continue;
    const end = lines.findIndex((line, at) => at > i && line.trim() === "```");
    if (end < 0) throw new Error(`${file}:${i + 1}: a fence without an end`);
    const code = lines.slice(i + 1, end).map((line) => line.slice(indent.length));
    fences.push({ file, line: i + 2, language, code: code.join("\n"), skip: lines[i - 1]?.trim().match(SKIP)?.[1] });
    i = end;
  }
  return fences;
}

export const read = (file: string): string => readFileSync(join(root, file), "utf8");

const walk = (folder: string, ends: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ends))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !/(^|\/)(node_modules|\.next)\/|^docs\/api\//.test(file))
    .sort();

/** Every page that is written for users. */
export const pages = ["README.md", ...walk("docs", ".md"), ...walk("examples", ".md")];

export const fencesOf = (page: string): Fence[] => readFences(page, read(page));

/** The fences in the doc blocks of all sources. */
export const sourceFences = (): Fence[] =>
  walk("src", ".ts").flatMap((file) => readFences(file, read(file), /^\s*\* ?/));

/** What GitHub makes of a heading. */
export const anchorOf = (heading: string): string =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M} _-]/gu, "")
    .replaceAll(" ", "-");

/** A page without its code. */
export const proseOf = (page: string): string => read(page).replace(/^\s*```[\s\S]*?^\s*```$/gm, "");

export const headingsOf = (page: string): { level: number; text: string }[] =>
  [...proseOf(page).matchAll(/^(#{1,6}) (.+)$/gm)].map(([, marks = "", text = ""]) => ({ level: marks.length, text }));
