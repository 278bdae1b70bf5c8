import { defineConfig } from "tsup";

// One file out for each file in: stable names, no hashed chunks. Declarations come from tsc for the same reason.
export default defineConfig({
  entry: ["src/**/*.ts"],
  format: ["esm"],
  bundle: false,
  clean: true,
  target: "es2022",
  sourcemap: true,
});
