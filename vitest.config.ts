import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { entries, manifest, root } from "./scripts/exports.mjs";

const exact = (specifier: string) => new RegExp(`^${specifier.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")}$`);

// Tests import what users import; here it leads to the sources instead of dist.
const own = [
  { find: /^hookonce\/providers\/([a-z0-9-]+)$/, replacement: join(root, "src/providers/$1.ts") },
  ...entries.map(({ specifier, source }) => ({ find: exact(specifier), replacement: join(root, source) })),
  { find: exact(`${manifest.name}/package.json`), replacement: join(root, "package.json") },
];

const crypto = (backend: "node" | "web") => ({
  alias: [...own, { find: exact("#crypto"), replacement: join(root, `src/crypto/${backend}.ts`) }],
});

export default defineConfig({
  test: {
    coverage: { include: ["src/**"], reporter: ["text", "html", "json-summary"] },
    projects: [
      {
        resolve: crypto("node"),
        test: { name: "node", include: ["test/**/*.test.ts"], testTimeout: 15_000, hookTimeout: 15_000 },
      },
      {
        resolve: crypto("web"),
        test: {
          name: "web",
          include: ["core", "crypto", "encoding", "keys", "providers", "receiver"]
            .map((house) => `test/${house}/**/*.test.ts`)
            .concat("test/vectors-*.test.ts", "test/testing/sign-*.test.ts"),
          testTimeout: 15_000,
          hookTimeout: 15_000,
        },
      },
    ],
  },
});
