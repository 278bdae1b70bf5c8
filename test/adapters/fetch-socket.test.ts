import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { webhook } from "hookonce/fetch";
import { runBattery, toHandler } from "./battery.js";

const READ: Record<string, (request: Request) => unknown> = {
  "request.json()": (request) => request.json(),
  "request.clone().json()": (request) => request.clone().json(),
};

runBattery({
  name: "fetch",
  forms: ["handler"],
  parsers: {
    "request.json()": { code: "BODY_ALREADY_READ", says: /request\.clone\(\)/ },
    "request.clone().json()": {},
  },
  async start({ options, run, before }) {
    const handle = webhook(options, toHandler(run));
    const server = serve({
      hostname: "127.0.0.1",
      port: 0,
      async fetch(request) {
        if (before) await READ[before]?.(request);
        return handle(request);
      },
    });
    await new Promise((resolve) => server.once("listening", resolve));
    return {
      port: (server.address() as AddressInfo).port,
      close: () => new Promise((resolve) => server.close(resolve)),
    };
  },
});
