import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { webhook } from "hookonce/next";
import { vi } from "vitest";
import { runBattery, toHandler } from "./battery.js";

// Wrong options are printed at the first request.
vi.spyOn(console, "error").mockImplementation(() => {});

runBattery({
  name: "next",
  forms: ["handler"],
  lazy: true,
  parsers: {
    "request.json()": { code: "BODY_ALREADY_READ", says: /request\.clone\(\)/ },
  },
  async start({ options, run, before }) {
    const handle = webhook(options, toHandler(run));
    const server = serve({
      hostname: "127.0.0.1",
      port: 0,
      async fetch(request) {
        if (before) await request.json();
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
