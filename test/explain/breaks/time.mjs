import { createHmac } from "node:crypto";
import { NOW } from "../genuine-deliveries.mjs";
import { at } from "./tools.mjs";

export default function breaks(add) {
  add("clock-behind", "by 10 minutes", "stripe", () => at(-600));
  add("clock-behind", "by 2 hours", "slack", () => at(-7200));
  add("clock-behind", "by 8 s, where 5 s are accepted", "paddle-billing", () => at(-8));
  add("clock-behind", "by 90 s, told by the body", "linear", () => at(-90));
  add("clock-behind", "by a day", "discord", () => at(-86_400));
  add("clock-ahead", "by an hour, as the proxy's trace tells", "standard-webhooks", ({ headers }) => ({
    ...at(3600),
    headers: { ...headers, "x-amzn-trace-id": `Root=1-${NOW.toString(16)}-abcdef012345678912345678` },
  }));
  add("clock-ahead", "by 20 minutes, as the proxy's header tells", "stripe", ({ headers }) => ({
    ...at(1200),
    headers: { ...headers, "x-request-start": `t=${NOW}120` },
  }));
  add("delivery-old", "sent again from a log after 3 days", "stripe", () => at(3 * 86_400));
  add("delivery-old", "replayed after 6 minutes", "slack", () => at(360));
  add("delivery-old", "replayed after an hour", "svix", () => at(3600));
  add("delivery-old", "replayed after an hour", "hubspot", () => at(3600));
  add("clock-units", "clock in seconds", "stripe", () => ({ clockMs: NOW }));
  add("timestamp-units", "milliseconds for seconds", "stripe", ({ body, secret, headers }) => ({
    headers: {
      ...headers,
      "stripe-signature": `t=${NOW * 1000},v1=${createHmac("sha256", secret)
        .update(`${NOW * 1000}.`)
        .update(body)
        .digest("hex")}`,
    },
  }));
  add("timestamp-units", "milliseconds for seconds", "standard-webhooks", ({ body, secret, headers }) => ({
    headers: {
      ...headers,
      "webhook-timestamp": String(NOW * 1000),
      "webhook-signature": `v1,${createHmac("sha256", Buffer.from(secret.slice(6), "base64"))
        .update(`${headers["webhook-id"]}.${NOW * 1000}.`)
        .update(body)
        .digest("base64")}`,
    },
  }));
  add("timestamp-units", "seconds for milliseconds", "hubspot", ({ body, secret, headers, url }) => ({
    headers: {
      ...headers,
      "x-hubspot-request-timestamp": String(NOW),
      "x-hubspot-signature-v3": createHmac("sha256", secret).update(`POST${url}${body}${NOW}`).digest("base64"),
    },
  }));
}
