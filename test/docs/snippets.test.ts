import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { type Fence, fencesOf, pages, root, sourceFences } from "./markdown.js";

const LANGUAGES = ["ts", "js", "sh", "json", "text", "http", "sql"];

/** The options of the project, in which a snippet may leave a variable unused. */
function options(): ts.CompilerOptions {
  const file = join(root, "tsconfig.json");
  const { config } = ts.readConfigFile(file, ts.sys.readFile);
  const parsed = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root, undefined, file);
  return { ...parsed.options, noUnusedLocals: false, noUnusedParameters: false, noEmit: true };
}

/** Compiles all fences in one program, as modules beside the sources; none of them is written anywhere. */
function check(fences: readonly Fence[]): string[] {
  const files = new Map(
    fences.map((fence, i) => {
      const isModule = /^(import|export)\b/m.test(fence.code);
      return [
        join(root, ".snippets", `${i}.${fence.language}`),
        { fence, text: fence.code + (isModule ? "" : "\nexport {};") },
      ];
    }),
  );
  const settings = { ...options(), allowJs: true, checkJs: true };
  const host = ts.createCompilerHost(settings);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.readFile = (name) => files.get(name)?.text ?? readFile(name);
  host.getSourceFile = (name, target, ...rest) => {
    const own = files.get(name);
    return own ? ts.createSourceFile(name, own.text, target) : getSourceFile(name, target, ...rest);
  };
  const program = ts.createProgram([...files.keys()], settings, host);
  const found = [...files.keys()].flatMap((name) => {
    const source = program.getSourceFile(name);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  });
  return [...program.getOptionsDiagnostics(), ...found].map(({ file, start = 0, messageText }) => {
    const fence = file && files.get(file.fileName)?.fence;
    const line = file && ts.getLineAndCharacterOfPosition(file, start).line;
    return `${fence?.file}:${(fence?.line ?? 0) + (line ?? 0)}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
}

const written = pages.flatMap(fencesOf);
const isCode = ({ language }: Fence) => language === "ts" || language === "js";
const checked = [...written, ...sourceFences()].filter((fence) => isCode(fence) && !fence.skip);

describe("snippets", () => {
  it("every fence of README, docs and examples names a language that is known here", () => {
    const unknown = written.filter(({ language }) => !LANGUAGES.includes(language));
    expect(unknown.map(({ file, line, language }) => `${file}:${line}: ${language}`)).toEqual([]);
  });

  it("every snippet of README, docs and doc blocks compiles against the sources", { timeout: 120_000 }, () => {
    expect(checked.filter(({ file }) => file === "README.md").length).toBeGreaterThanOrEqual(8);
    expect(checked.filter(({ file }) => file.startsWith("docs/")).length).toBeGreaterThan(30);
    expect(checked.filter(({ file }) => file.startsWith("src/")).length).toBeGreaterThan(20);
    expect(check(checked)).toEqual([]);
  });

  it("a snippet with a wrong option, a wrong credential or an unknown name does not compile", {
    timeout: 120_000,
  }, () => {
    const head = 'import { verify } from "hookonce";\nimport { stripe } from "hookonce/providers/stripe";\n';
    const call = (options: string) => `${head}await verify(stripe, { headers: {}, body: "" }, ${options});`;
    const codes = [
      call('{ secret: "whsec_1" }'),
      call('{ secret: "whsec_1", tolerance: 5 }'),
      call('{ publicKey: "ab" }'),
      `${head}verifyAll();`,
    ];
    const fences = codes.map((code, i) => ({ file: `${i}`, line: 1, language: "ts", code, skip: undefined }));
    expect(check(fences).map((message) => message.split(":")[0])).toEqual(["1", "2", "3"]);
  });

  it("the snippets that are not checked are these, and no other", () => {
    const skipped = written.filter((fence) => isCode(fence) && fence.skip);
    expect(skipped.map(({ file, skip }) => `${file}: ${skip}`)).toEqual([]);
  });
});
