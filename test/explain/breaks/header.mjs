import { createHmac } from "node:crypto";
import { renamed, text, without } from "./tools.mjs";

const toBase64 = (hex) => Buffer.from(hex, "hex").toString("base64");

const toHex = (base64) => Buffer.from(base64, "base64").toString("hex");

export default function breaks(add) {
  add("header-dropped", "no secret is set at GitHub", "github", ({ headers }) => ({
    headers: without(headers, "x-hub-signature", "x-hub-signature-256"),
  }));
  add("header-dropped", "dropped by a proxy", "shopify", ({ headers }) => ({
    headers: without(headers, "x-shopify-hmac-sha256"),
  }));
  add("header-dropped", "the timestamp is dropped", "slack", ({ headers }) => ({
    headers: without(headers, "x-slack-request-timestamp"),
  }));
  add("header-dropped", "the id is dropped", "standard-webhooks", ({ headers }) => ({
    headers: without(headers, "webhook-id"),
  }));
  add("header-missing", "all headers are gone", "stripe", ({ headers }) => ({
    headers: without(headers, "stripe-signature"),
  }));
  add("header-missing", "all headers are gone", "twilio", ({ headers }) => ({
    headers: without(headers, "x-twilio-signature"),
  }));
  add("header-renamed", "underscores of a CGI gateway", "stripe", ({ headers }) => ({
    headers: renamed(headers, "stripe-signature", "http_stripe_signature"),
  }));
  add("header-renamed", "x- put before it", "stripe", ({ headers }) => ({
    headers: renamed(headers, "stripe-signature", "x-stripe-signature"),
  }));
  add("header-renamed", "kept by a gateway as x-original-", "github", ({ headers }) => ({
    headers: renamed(without(headers, "x-hub-signature"), "x-hub-signature-256", "x-original-x-hub-signature-256"),
  }));
  add("header-renamed", "underscores in every name", "discord", ({ headers }) => ({
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.replaceAll("-", "_"), value])),
  }));
  add("header-doubled", "sent twice by a proxy", "github", ({ headers }) => ({
    headers: [...Object.entries(headers).flat(), "X-Hub-Signature-256", `sha256=${"0".repeat(64)}`],
  }));
  add("header-doubled", "joined by a platform", "shopify", ({ headers }) => ({
    headers: {
      ...headers,
      "x-shopify-hmac-sha256": `${headers["x-shopify-hmac-sha256"]}, ${headers["x-shopify-hmac-sha256"]}`,
    },
  }));
  add("header-doubled", "joined by a platform", "stripe", ({ headers }) => ({
    headers: { ...headers, "stripe-signature": `${headers["stripe-signature"]}, ${headers["stripe-signature"]}` },
  }));
  add(
    "header-prefix",
    "without sha256=",
    "github",
    text("x-hub-signature-256", (value) => value.slice(7)),
  );
  add(
    "header-prefix",
    "with sha256=",
    "shopify",
    text("x-shopify-hmac-sha256", (value) => `sha256=${value}`),
  );
  add(
    "header-prefix",
    "v1= for v0=",
    "slack",
    text("x-slack-signature", (value) => value.replace("v0", "v1")),
  );
  add(
    "header-prefix",
    "without v1,",
    "standard-webhooks",
    text("webhook-signature", (value) => value.slice(3)),
  );
  add(
    "header-encoding",
    "base64 for hex",
    "github",
    text("x-hub-signature-256", (value) => `sha256=${toBase64(value.slice(7))}`),
  );
  add("header-encoding", "hex for base64", "shopify", text("x-shopify-hmac-sha256", toHex));
  add(
    "header-encoding",
    "hex for base64",
    "standard-webhooks",
    text("webhook-signature", (value) => `v1,${toHex(value.slice(3))}`),
  );
  add(
    "header-encoding",
    "capitals",
    "linear",
    text("linear-signature", (value) => value.toUpperCase()),
  );
  add(
    "header-encoding",
    "base64 without padding",
    "square",
    text("x-square-hmacsha256-signature", (value) => value.replace(/=+$/, "")),
  );
  add(
    "header-encoding",
    "base64 for hex",
    "paddle-billing",
    text("paddle-signature", (value) => value.replace(/[0-9a-f]{64}/, toBase64)),
  );
  add(
    "header-altered",
    "quotes around it",
    "paddle-billing",
    text("paddle-signature", (value) => `"${value}"`),
  );
  add("header-altered", "URL escapes", "twilio", text("x-twilio-signature", encodeURIComponent));
  add(
    "header-altered",
    "white space behind it",
    "discord",
    text("x-signature-ed25519", (value) => `${value} `),
  );
  add(
    "header-truncated",
    "cut by a limit",
    "github",
    text("x-hub-signature-256", (value) => value.slice(0, 40)),
  );
  add("scheme-older", "SHA-1 only", "github", ({ headers }) => ({
    headers: without(headers, "x-hub-signature-256"),
  }));
  add("scheme-older", "v1 only", "hubspot", ({ headers }) => ({
    headers: without(headers, "x-hubspot-signature-v3", "x-hubspot-request-timestamp"),
  }));
  add(
    "scheme-older",
    "v0 only",
    "stripe",
    text("stripe-signature", (value) =>
      value.replace(/v1=.*/, `v0=${createHmac("sha256", "of the fixture").digest("hex")}`),
    ),
  );
  add("algorithm-other", "SHA-512", "linear", ({ headers, body, secret }) => ({
    headers: { ...headers, "linear-signature": createHmac("sha512", secret).update(body).digest("hex") },
  }));
  add("algorithm-other", "SHA-1 in the header of SHA-256", "github", ({ headers }) => ({
    headers: {
      ...without(headers, "x-hub-signature"),
      "x-hub-signature-256": headers["x-hub-signature"].replace("sha1", "sha256"),
    },
  }));
}
