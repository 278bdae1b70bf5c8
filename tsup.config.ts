import { readdirSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { defineConfig, type Options } from "tsup";

type Plugin = NonNullable<Options["esbuildPlugins"]>[number];

const src = join(import.meta.dirname, "src");
const slashes = (path: string) => path.split(sep).join("/");
const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map(slashes);

/** The houses that every import of hookonce needs are one file, dist/core.js: opening files is what an import costs most. */
const inCore = (file: string) => /^(core|encoding|keys|receiver)\/|^crypto\/random\./.test(file);

/** A file that several share and nobody may import: it goes into each of them. */
const isShared = (file: string) => basename(file).startsWith("_");

/** All else is one file out for each file in: stable names, no hashed chunks. */
const oneCore: Plugin = {
  name: "one-core",
  setup(build) {
    build.onResolve({ filter: /^(\.|src\/)/ }, ({ kind, path, importer, resolveDir, namespace }) => {
      if (kind === "entry-point") return path === "src/core" ? { path, namespace: "core" } : undefined;
      if (namespace === "core") return undefined;
      const target = slashes(relative(src, join(resolveDir, path)));
      const fromCore = inCore(slashes(relative(src, importer)));
      if (inCore(target) ? fromCore : isShared(target)) return undefined;
      const built = join(src, inCore(target) ? "core.js" : target);
      const way = slashes(relative(fromCore ? src : dirname(importer), built));
      return { path: way.startsWith(".") ? way : `./${way}`, external: true };
    });
    build.onLoad({ filter: /./, namespace: "core" }, () => {
      const contents = files.filter(inCore).map((file) => `export * from "./${file}";`);
      return { contents: contents.join("\n"), resolveDir: src };
    });
  },
};

export default defineConfig({
  entry: {
    core: "src/core",
    ...Object.fromEntries(
      files.filter((file) => !inCore(file) && !isShared(file)).map((file) => [file.slice(0, -3), `src/${file}`]),
    ),
  },
  external: [/^#/],
  esbuildPlugins: [oneCore],
  esbuildOptions(options) {
    options.logOverride = { "ambiguous-reexport": "error" };
  },
  format: ["esm"],
  splitting: false,
  removeNodeProtocol: false,
  clean: true,
  silent: true,
  target: "es2022",
  sourcemap: true,
});
