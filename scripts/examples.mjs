import { examples, namesOf, pack, sendTwice, startShop, tryAll } from "./example-runs.mjs";

// Packs hookonce, installs each example from the tarball into a temporary copy, and runs it: build, start, send.
//   node scripts/examples.mjs            all that need no engine; scripts/distributed.mjs runs the others
//   node scripts/examples.mjs koa next   these
//   node scripts/examples.mjs pack       only writes examples/hookonce.tgz, for trying them by hand

const names = namesOf("frameworks");
const wanted = process.argv.slice(2);

async function tryOut(folder) {
  const server = await startShop(folder);
  try {
    await sendTwice(folder, [server]);
  } finally {
    await server.stop();
  }
}

if (wanted[0] === "pack") {
  await pack(examples);
  console.log("examples/hookonce.tgz");
} else {
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length) throw new Error(`no such example: ${unknown}`);
  await tryAll(wanted.length ? wanted : names, tryOut);
}
