import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { webhook } from "hookonce/hono";
import { endpoints, handle, shop } from "../shop.mjs";

export async function start() {
  const app = new Hono();
  for (const [name, options] of Object.entries(endpoints)) app.post(`/webhooks/${name}`, webhook(options, handle));
  app.get("/shop", (context) => context.json(shop));
  const server = await new Promise((resolve) => {
    const listening = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, () => resolve(listening));
  });
  return { port: server.address().port, close: () => server.close() };
}
