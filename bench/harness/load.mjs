import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { load } from "../peers/load.mjs";

/** Starts a server in a process of its own: `child` sends its port, and its CPU usage when it is asked. */
export async function startServer(child, args) {
  const process = fork(fileURLToPath(child), args);
  const [{ port }] = await once(process, "message");
  return {
    /** Microseconds of CPU that the process has used. */
    async usage() {
      process.send("usage");
      const [{ usage }] = await once(process, "message");
      return usage.user + usage.system;
    },
    url: (route) => `http://127.0.0.1:${port}/${route}`,
    async stop() {
      process.disconnect();
      await once(process, "exit");
    },
  };
}

/** The headers that the client does not write itself. */
export const forClient = ({ host, "content-length": length, ...headers }) => headers;

/** The same delivery again and again, signed anew when a minute is over. */
export function sameDelivery(scheme, body) {
  let made = 0;
  let request;
  return () => {
    if (Date.now() - made > 60_000) {
      made = Date.now();
      request = { headers: forClient(scheme.sign(body).headers), body };
    }
    return request;
  };
}

/** Sends so many requests over 32 connections; `request()` gives the next one. Throws unless all are answered 200. */
async function send(autocannon, url, amount, request) {
  const setupRequest = (given) => Object.assign(given, request());
  const result = await autocannon({
    url,
    amount,
    connections: Math.min(32, amount),
    method: "POST",
    ...request(),
    requests: [{ setupRequest }],
    sampleInt: 20, // or a run takes a second at least
  });
  const ok = result["2xx"];
  if (ok !== amount) throw new Error(`${url}: ${ok} of ${amount} were answered 200, ${result.errors} errors`);
}

/**
 * CPU microseconds of the server for one request, by route, round by round; the routes in turn. `requests` gives for each
 * route the function that makes a request.
 */
export async function raceRoutes(server, requests, { rounds, amount }) {
  const { default: autocannon } = await load("autocannon");
  const names = Object.keys(requests);
  const costs = Object.fromEntries(names.map((name) => [name, []]));
  const warmUp = Math.ceil(rounds / 6);
  for (let round = -warmUp; round < rounds; round++) {
    for (const name of round % 2 ? names : names.toReversed()) {
      const before = await server.usage();
      await send(autocannon, server.url(name), amount, requests[name]);
      const cost = ((await server.usage()) - before) / amount;
      if (round >= 0) costs[name].push(cost);
    }
  }
  return costs;
}
