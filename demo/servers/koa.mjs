import { webhook } from "hookonce/koa";
import Koa from "koa";
import { endpoints, handle, shop } from "../shop.mjs";

export async function start() {
  const app = new Koa();
  const routes = Object.entries(endpoints).map(([name, options]) => [`/webhooks/${name}`, webhook(options, handle)]);
  const handlers = Object.fromEntries(routes);
  app.use((context, next) => handlers[context.path]?.(context, next) ?? next());
  app.use((context) => {
    if (context.path === "/shop") context.body = shop;
  });
  const server = await new Promise((resolve) => {
    const listening = app.listen(0, "127.0.0.1", () => resolve(listening));
  });
  return { port: server.address().port, close: () => server.close() };
}
