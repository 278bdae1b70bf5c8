// A server over node:http that says, for each request, what the event loop went through while it was handled.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { webhook } from "hookonce/express";
import { github } from "hookonce/providers/github";
import { standardWebhooks } from "hookonce/providers/standard-webhooks";
import { SECRET } from "../harness/deliveries.mjs";

const KEY = Buffer.from(SECRET.slice(6), "base64");
const maxBodyBytes = 25e6;
const handler = async () => {};
let onePassMs;

/** Reads the body into one buffer of its length. */
function read(req, done) {
  const body = Buffer.allocUnsafe(Number(req.headers["content-length"]));
  let at = 0;
  req.on("data", (chunk) => {
    at += chunk.copy(body, at);
  });
  req.on("end", () => done(body));
}

function onePass({ "webhook-id": id, "webhook-timestamp": time, "webhook-signature": signature }, body) {
  const start = performance.now();
  const expected = createHmac("sha256", KEY).update(`${id}.${time}.`).update(body).digest();
  const genuine = timingSafeEqual(expected, Buffer.from(signature.slice(3), "base64"));
  onePassMs = performance.now() - start;
  if (!genuine) throw new Error("forged");
}

const routes = {
  "/bare": (req, res) => read(req, () => res.end("ok")),
  "/pass": (req, res) =>
    read(req, (body) => {
      onePass(req.headers, body);
      res.end("ok");
    }),
  "/ours": webhook({ provider: standardWebhooks, secret: SECRET, maxBodyBytes }, handler),
  "/github": webhook({ provider: github, secret: SECRET, maxBodyBytes }, handler),
};

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const server = createServer((req, res) => {
  const seen = { totalMs: 0, stallMs: 0, stallCpuMs: 0 };
  const start = performance.now();
  let [wall, cpu] = [start, cpuMs()];
  let open = true;
  const turn = () => {
    const [nowWall, nowCpu] = [performance.now(), cpuMs()];
    seen.stallMs = Math.max(seen.stallMs, nowWall - wall);
    seen.stallCpuMs = Math.max(seen.stallCpuMs, nowCpu - cpu);
    [wall, cpu] = [nowWall, nowCpu];
    if (open) setImmediate(turn);
    else process.send({ ...seen, onePassMs, status: res.statusCode });
  };
  res.on("finish", () => {
    open = false;
    seen.totalMs = performance.now() - start;
  });
  setImmediate(turn);
  routes[req.url](req, res);
});
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
process.on("disconnect", () => process.exit());
