import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import { entries, manifest, root } from "./exports.mjs";

const work = mkdtempSync(join(tmpdir(), "hookonce-package-"));
const bin = (name) => join(root, "node_modules/.bin", name);
const npm = process.platform === "win32" ? "npm.cmd" : "npm";

function run(command, args, cwd = root) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let all = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
      all += chunk;
    });
    child.stderr.on("data", (chunk) => {
      all += chunk;
    });
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve(stdout) : reject(new Error(`exit code ${code}\n${all.trim()}`))));
  });
}

const must = (problems) => {
  if (problems.length > 0) throw new Error(problems.join("\n"));
};

const minus = (left, right) => left.filter((item) => !right.includes(item));

function exportsAreFiles() {
  const problems = entries
    .flatMap(({ built, types, source }) => [built, types, source])
    .filter((file) => !existsSync(join(root, file)))
    .map((file) => `in the exports map, but not there: ${file}`);

  const listed = entries.map(({ specifier, source }) => `${specifier} = ${source}`);
  const expected = ["providers", "adapters", "stores"].flatMap((house) =>
    readdirSync(join(root, "src", house))
      .filter((file) => file.endsWith(".ts") && !file.startsWith("_"))
      .map((file) => {
        const path = house !== "adapters" ? `${house}/${file.slice(0, -3)}` : file.slice(0, -3);
        return `${manifest.name}/${path} = ./src/${house}/${file}`;
      }),
  );
  expected.push(`${manifest.name} = ./src/index.ts`, `${manifest.name}/testing = ./src/testing/index.ts`);
  expected.push(`${manifest.name}/explain = ./src/explain/index.ts`, `${manifest.name}/sync = ./src/sync.ts`);
  problems.push(...minus(expected, listed).map((entry) => `not in the exports map: ${entry}`));
  problems.push(...minus(listed, expected).map((entry) => `in the exports map without such a file: ${entry}`));
  must(problems);
}

let tarball;
let packed = [];

async function pack() {
  const [{ filename, files }] = JSON.parse(await run(npm, ["pack", "--json", "--pack-destination", work]));
  tarball = join(work, filename);
  packed = files.map(({ path }) => path);
}

function tarballHolds() {
  const wanted = [
    "package.json",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    "dist/index.js",
    "dist/index.d.ts",
    "src/index.ts",
  ];
  const problems = minus(wanted, packed).map((file) => `missing: ${file}`);
  const roots = /^(dist|src)\/|^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/;
  problems.push(...packed.filter((file) => !roots.test(file)).map((file) => `does not belong: ${file}`));
  problems.push(...packed.filter((file) => /\.(test|spec)\.|__/.test(file)).map((file) => `does not belong: ${file}`));
  for (const file of packed.filter((path) => path.startsWith("dist/") && path.endsWith(".map"))) {
    for (const source of JSON.parse(readFileSync(join(root, file), "utf8")).sources) {
      const target = posix.join(posix.dirname(file), source);
      if (!packed.includes(target)) problems.push(`${file} points at ${target}, which is not packed`);
    }
  }
  must(problems);
}

const consumers = join(root, "test/consumers");
const bare = join(work, "bare");
const frameworks = join(work, "frameworks");

const needTarball = () => {
  if (tarball === undefined) throw new Error("there is no tarball");
  return tarball;
};

const installFlags = ["--no-audit", "--no-fund", "--ignore-scripts"];

/** Only the tarball, nothing else, not even the network. */
async function installBare() {
  needTarball();
  mkdirSync(bare);
  writeFileSync(join(bare, "package.json"), `{ "name": "bare", "private": true, "type": "module" }`);
  await run(npm, ["install", ...installFlags, "--offline", tarball], bare);
  must(
    minus(readdirSync(join(bare, "node_modules")), [manifest.name, ".bin", ".package-lock.json"]).map(
      (n) => `brought: ${n}`,
    ),
  );
  for (const file of ["bare.ts", "consumer.ts", "bare.cts", "run.mjs", "run.cjs"])
    cpSync(join(consumers, file), join(bare, file));
}

/** The compilers and the frameworks, pinned by a lockfile of their own; then the tarball. */
async function installFrameworks() {
  needTarball();
  mkdirSync(frameworks);
  for (const file of ["package.json", "package-lock.json", "frameworks.ts", "consumer.ts"]) {
    cpSync(join(consumers, file), join(frameworks, file));
  }
  await run(npm, ["ci", ...installFlags, "--prefer-offline"], frameworks);
  await run(npm, ["install", ...installFlags, "--prefer-offline", "--no-save", tarball], frameworks);
}

const strict = {
  target: "ES2022",
  module: "NodeNext",
  lib: ["ES2022", "DOM", "DOM.Iterable"],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  skipLibCheck: false,
};

// Two compilers in one folder fight over .bin/tsc: each is called by its path.
const compile = (version, folder, files, options) => async () => {
  const config = join(folder, `tsconfig.${version}.${options.module ?? "node"}.${files[0]}.json`);
  writeFileSync(config, JSON.stringify({ compilerOptions: { ...strict, ...options }, files }));
  await run(process.execPath, [join(frameworks, `node_modules/typescript-${version}/bin/tsc`), "-p", config], folder);
};

const bundler = { module: "ESNext", moduleResolution: "Bundler" };

const steps = [
  ["build", () => run(npm, ["run", "build"])],
  ["exports map = files", exportsAreFiles],
  ["pack", pack],
  ["tarball holds what it should", tarballHolds],
  ["publint", () => run(bin("publint"), ["run", needTarball(), "--strict"])],
  ["are the types wrong", () => run(bin("attw"), [needTarball(), "--profile", "esm-only"])],
  ["knip", () => run(bin("knip"), [])],
  ["size", () => run(process.execPath, ["scripts/size.mjs"]), "show"],
  ["install the tarball alone", installBare],
  ["import, every path", () => run(process.execPath, ["run.mjs"], bare)],
  ["require, every path", () => run(process.execPath, ["run.cjs"], bare)],
  ["the command runs", () => run(join(bare, "node_modules/.bin/hookonce"), ["providers", "stripe", "--json"], bare)],
  ["install compilers and frameworks", installFrameworks],
  ...["5.4", "6.0", "7.0"].flatMap((version) => [
    [`TypeScript ${version}, no framework`, compile(version, bare, ["bare.ts", "consumer.ts"], {})],
    [`TypeScript ${version}, no framework, bundler`, compile(version, bare, ["bare.ts", "consumer.ts"], bundler)],
    [`TypeScript ${version}, frameworks`, compile(version, frameworks, ["frameworks.ts"], { skipLibCheck: true })],
  ]),
  // Without the DOM some names that we use are no globals.
  [
    "TypeScript 6.0, @types/node alone",
    compile("6.0", frameworks, ["consumer.ts"], { lib: ["ES2022"], types: ["node"], skipLibCheck: true }),
  ],
  // TypeScript knows require() of an ES module since 5.8.
  ...["6.0", "7.0"].flatMap((version) => [
    [`TypeScript ${version}, no framework, require`, compile(version, bare, ["bare.cts"], {})],
    [
      `TypeScript ${version}, frameworks, their declarations checked too`,
      compile(version, frameworks, ["frameworks.ts"], {}),
    ],
  ]),
];

const failed = [];
for (const [name, step, show] of steps) {
  const start = performance.now();
  try {
    const output = await step();
    console.log(`ok    ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
    if (show) console.log(output.trimEnd());
  } catch (error) {
    failed.push(name);
    console.log(`FAIL  ${name}\n${error.message.replace(/^/gm, "      ")}`);
  }
}
rmSync(work, { recursive: true, force: true });

console.log(`\n${steps.length - failed.length} of ${steps.length} steps passed`);
if (failed.length > 0) {
  console.log(`failed: ${failed.join("; ")}`);
  process.exit(1);
}
