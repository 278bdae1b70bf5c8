import { build } from "esbuild";
import { root } from "./markdown.js";

/** A snippet and the sources it imports as one module; everything from npm stays outside. */
export async function bundle(code: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: root, sourcefile: "snippet.ts", loader: "ts" },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    tsconfig: `${root}tsconfig.json`,
    logLevel: "silent",
  });
  return outputFiles[0]?.text as string;
}

/** Runs a snippet that needs nothing from npm, and gives what it exports. */
export async function load(code: string): Promise<Record<string, unknown>> {
  const text = Buffer.from(await bundle(code)).toString("base64");
  return import(/* @vite-ignore */ `data:text/javascript;base64,${text}`);
}
