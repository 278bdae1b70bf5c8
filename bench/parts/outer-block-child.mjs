// A server over node:http with a route for each form of the outer block.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { SECRET } from "../harness/deliveries.mjs";
import { nativeForm, scriptForm } from "../harness/outer-block.mjs";

function floor(headers, body) {
  const [t, v1] = headers["stripe-signature"].split(",");
  const time = t.slice(2);
  if (!(Math.abs(Date.now() / 1000 - Number(time)) <= 300)) throw new Error("stale");
  const expected = createHmac("sha256", SECRET).update(`${time}.`).update(body).digest();
  if (!timingSafeEqual(expected, Buffer.from(v1.slice(3), "hex"))) throw new Error("forged");
}

const routes = { base: () => {}, floor, native: nativeForm(SECRET), script: scriptForm(SECRET) };

const server = createServer((req, res) => {
  const chunks = [];
  req.on("data", (chunk) => chunks.push(chunk));
  req.on("end", () => {
    routes[req.url.slice(1)](req.headers, chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
    res.end("ok");
  });
});
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
process.on("message", () => process.send({ usage: process.cpuUsage() }));
process.on("disconnect", () => process.exit());
