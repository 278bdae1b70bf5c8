import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { webhook } from "hookonce/next";
import type { NextRequest } from "next/server.js";
import { beforeEach, expect, it, vi } from "vitest";
import { runBattery, toHandler } from "./battery.js";
import { toRequest } from "./fetch-requests.js";
import { SECRET, sign, watchedOptions } from "./support/deliveries.js";

const print = vi.spyOn(console, "error").mockImplementation(() => {});
beforeEach(() => print.mockClear());

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

it("wrong options are no error while the app is built; each request is answered 500, and the first prints why", async () => {
  const POST = webhook({ ...watchedOptions().options, secret: undefined }, () => {});
  expect(print).not.toHaveBeenCalled();
  for (let i = 0; i < 2; i++) {
    const response = await POST(toRequest(sign()));
    expect([response.status, await response.text()]).toEqual([500, "Internal Server Error"]);
  }
  expect(print.mock.calls).toEqual([[expect.objectContaining({ name: "WebhookConfigError", code: "SECRET_MISSING" })]]);
});

it("the receiver is built once, at the first request", async () => {
  const secret = vi.fn(() => SECRET);
  const built = vi.fn(() => watchedOptions().options.provider);
  const options = { ...watchedOptions().options, secret };
  Object.defineProperty(options, "provider", { enumerable: true, get: built });
  const POST = webhook(options, () => {});
  expect(built).not.toHaveBeenCalled();
  await POST(toRequest(sign()));
  const looks = built.mock.calls.length;
  await POST(toRequest(sign()));
  expect(built).toHaveBeenCalledTimes(looks);
  expect(secret).toHaveBeenCalledTimes(2);
});

it("the function is a route handler of Next.js, by type", () => {
  type Route = (request: NextRequest, context: { params: Promise<{ shop: string }> }) => Response | Promise<Response>;
  const { options } = watchedOptions();
  const secret = (request: NextRequest) => request.nextUrl.pathname;
  const POST: Route = webhook({ ...options, secret }, (_event, _context, request) => request.headers);
  expect(POST).toBeTypeOf("function");
});
