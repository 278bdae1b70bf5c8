import express from "express";
import { webhook } from "hookonce/express";
import { endpoints, handle, shop } from "../shop.mjs";

export async function start() {
  const app = express();
  for (const [name, options] of Object.entries(endpoints)) app.post(`/webhooks/${name}`, webhook(options, handle));
  app.use(express.json()); // after the webhooks
  app.get("/shop", (_request, response) => response.json(shop));
  const server = await new Promise((resolve) => {
    const listening = app.listen(0, "127.0.0.1", () => resolve(listening));
  });
  return { port: server.address().port, close: () => server.close() };
}
