// A delivery of 20 MB over a real server: how long the event loop stands still, and how long it takes in all (aim 7).
import { fork } from "node:child_process";
import { once } from "node:events";
import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { bodyOf, schemes } from "../harness/deliveries.mjs";

export const aims = [7];

const child = fileURLToPath(new URL("./stall-child.mjs", import.meta.url));
const CHUNK = 64 * 1024;
const PACED = " paced";

/** Sends a delivery, a chunk as soon as the one before is on its way; or two chunks each millisecond, which is 1 Gbit/s. */
async function send(port, path, headers, body, paced) {
  const req = request({ port, host: "127.0.0.1", path, method: "POST", headers });
  const answered = once(req, "response");
  for (let at = 0; at < body.length; at += CHUNK) {
    if (!req.write(body.subarray(at, at + CHUNK))) await Promise.race([once(req, "drain"), answered]);
    if (paced && (at / CHUNK) % 2) await sleep(1);
  }
  req.end();
  const [res] = await answered;
  res.resume();
  await once(res, "end");
}

export async function measure({ report, quick }) {
  const body = bodyOf(20e6);
  const server = fork(child);
  const [{ port }] = await once(server, "message");
  const seen = { "/bare": [], "/pass": [], "/ours": [], "/github": [], [`/bare${PACED}`]: [], [`/ours${PACED}`]: [] };
  const rounds = quick ? 1 : 40;
  let count = 0;
  for (let round = -Math.ceil(rounds / 6); round < rounds; round++) {
    const signed = schemes["Standard Webhooks"].sign(body, undefined, `msg_${count++}`).headers;
    const byGitHub = { ...schemes.GitHub.sign(body).headers, "x-github-event": `push_${count}` };
    for (const name of round % 2 ? Object.keys(seen) : Object.keys(seen).toReversed()) {
      const told = once(server, "message");
      const path = name.replace(PACED, "");
      await send(port, path, path === "/github" ? byGitHub : signed, body, path !== name);
      const [what] = await told;
      if (what.status !== 200) throw new Error(`${path} answers ${what.status}`);
      if (round >= 0) seen[name].push(what);
    }
  }
  server.disconnect();

  const of = (path, name) => seen[path].map((one) => one[name]);
  const against = { aim: 7, unit: "ms", to: of("/pass", "onePassMs") };
  const stall = "longest stall of the event loop, of one synchronous pass";
  report.ratio({ ...against, what: `${stall}: webhook()`, of: of("/ours", "stallMs"), most: 0.02 });
  report.ratio({ ...against, what: `${stall}: webhook(), counted in CPU time`, of: of("/ours", "stallCpuMs") });
  report.ratio({ ...against, what: `${stall}: webhook(), GitHub`, of: of("/github", "stallMs") });
  report.ratio({ ...against, what: `${stall}: a route that only reads`, of: of("/bare", "stallMs") });
  report.ratio({ ...against, what: `${stall}: a route that reads, then hashes`, of: of("/pass", "stallMs") });
  const slowly = `${stall}, at 1 Gbit/s`;
  report.ratio({ ...against, what: `${slowly}: webhook()`, of: of(`/ours${PACED}`, "stallMs") });
  report.ratio({ ...against, what: `${slowly}: a route that only reads`, of: of(`/bare${PACED}`, "stallMs") });
  const total = { aim: 7, unit: "ms", to: of("/pass", "totalMs"), what: "total, of reading and one synchronous pass" };
  report.ratio({ ...total, of: of("/ours", "totalMs"), most: 1.08 });
  report.note(
    "Standard Webhooks, whose event id stands in a header; GitHub's is the digest of the body. The sender sits in another " +
      "process and sends 64 KiB at a time, as fast as the loopback takes it: Node then reads many chunks in one turn, also " +
      "where nothing is hashed. A stall is the longest turn of the server's event loop while it handles one delivery.",
  );
}
