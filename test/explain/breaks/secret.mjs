import { createHmac } from "node:crypto";
import { NOW, SENDERS } from "../genuine-deliveries.mjs";
import { secretIs, variable } from "./tools.mjs";

export default function breaks(add) {
  add("secret-other", "of the command-line tool", "stripe", () => ({
    secret: SENDERS.stripe.other,
    otherSecrets: [
      { id: "dashboard", value: "whsec_dashboarddashboard12345" },
      { id: "stripe listen", value: SENDERS.stripe.secret },
    ],
  }));
  add("secret-other", "of the live mode", "paddle-billing", () => ({
    secret: SENDERS["paddle-billing"].other,
    otherSecrets: [SENDERS["paddle-billing"].secret],
  }));
  add("secret-other", "key of another application", "discord", () => ({
    publicKey: SENDERS.discord.other,
    otherSecrets: [{ id: "production", value: SENDERS.discord.publicKey }],
  }));
  add("secret-other", "token of another project", "gitlab", () => ({
    secret: SENDERS.gitlab.other,
    otherSecrets: [SENDERS.gitlab.secret],
  }));
  add(
    "secret-wrong",
    "test against live, the right one is not at hand",
    "stripe",
    secretIs(() => SENDERS.stripe.other),
  );
  add(
    "secret-wrong",
    "that of another endpoint",
    "standard-webhooks",
    secretIs(() => SENDERS["standard-webhooks"].other),
  );
  add(
    "secret-wrong",
    "that of another app",
    "shopify",
    secretIs(() => SENDERS.shopify.other),
  );
  add(
    "secret-wrong-class",
    "API key",
    "stripe",
    secretIs(() => "sk_test_51H8xGqLkdIwHu7ixM"),
  );
  add(
    "secret-wrong-class",
    "id of the endpoint",
    "stripe",
    secretIs(() => "we_1PgafmB7WZ01zgkW6dKueIc5"),
  );
  add(
    "secret-wrong-class",
    "publishable key",
    "stripe",
    secretIs(() => "pk_live_51H8xGqLkdIwHu7ixM"),
  );
  add(
    "secret-wrong-class",
    "API key",
    "paddle-billing",
    secretIs(() => "pdl_live_apikey_01gtgztp8f4kek3yd4g1wrksa3_q6TGTJyvoIz7LDtXT65bX7_AQO"),
  );
  add(
    "secret-wrong-class",
    "API key of Linear",
    "linear",
    secretIs(() => "lin_api_8Jq0bV1tYc3Xn5Zm7Kp9Rw2S"),
  );
  add(
    "secret-wrong-class",
    "application secret of Square",
    "square",
    secretIs(() => "sq0csp-8Jq0bV1tYc3Xn5Zm7Kp9Rw2S"),
  );
  add("secret-wrong-class", "a secret where a public key is due", "discord", () => ({
    publicKey: undefined,
    secret: "a-shared-secret-1234",
  }));
  add(
    "secret-whitespace",
    "line break at the end",
    "github",
    secretIs((secret) => `${secret}\n`),
  );
  add(
    "secret-whitespace",
    "space before it",
    "stripe",
    secretIs((secret) => ` ${secret}`),
  );
  add(
    "secret-whitespace",
    "line break at the sender, from echo",
    "github",
    ({ secret }) => ({ secret: secret.trim() }),
    { secret: "a-secret-from-echo\n" },
  );
  add(
    "secret-whitespace",
    "wrapped by a terminal",
    "standard-webhooks",
    secretIs((secret) => `${secret.slice(0, 20)}\n${secret.slice(20)}`),
  );
  add(
    "secret-quotes",
    "quotes of the environment file",
    "stripe",
    secretIs((secret) => `"${secret}"`),
  );
  add(
    "secret-quotes",
    "quotes of the environment file",
    "slack",
    secretIs((secret) => `'${secret}'`),
  );
  add(
    "secret-quotes",
    "quotes of the environment file",
    "standard-webhooks",
    secretIs((secret) => `"${secret}"`),
  );
  add(
    "secret-quotes",
    "quotes around the token",
    "gitlab",
    secretIs((secret) => `"${secret}"`),
  );
  add("secret-quotes", "quotes around the key", "discord", ({ publicKey }) => ({
    publicKey: `"${publicKey}"`,
  }));
  add(
    "secret-joined",
    "two secrets with a comma",
    "stripe",
    secretIs((secret) => `${SENDERS.stripe.other},${secret}`),
  );
  add(
    "secret-joined",
    "two secrets with a space",
    "svix",
    secretIs((secret) => `${secret} ${SENDERS.svix.other}`),
  );
  add(
    "secret-joined",
    "two secrets without anything between",
    "stripe",
    secretIs((secret) => secret + SENDERS.stripe.other),
  );
  add(
    "secret-unexpanded",
    "variable of a shell",
    "github",
    secretIs(() => variable("{GITHUB_WEBHOOK_SECRET}")),
  );
  add(
    "secret-unexpanded",
    "variable of a shell without braces",
    "shopify",
    secretIs(() => variable("SHOPIFY_API_SECRET")),
  );
  add(
    "secret-unexpanded",
    "variable of GitHub Actions",
    "slack",
    secretIs(() => variable("{{ secrets.SLACK_SIGNING_SECRET }}")),
  );
  add(
    "secret-missing",
    "not set",
    "stripe",
    secretIs(() => undefined),
  );
  add(
    "secret-missing",
    "not set, turned into text",
    "slack",
    secretIs(() => "undefined"),
  );
  add("secret-missing", "no key", "sendgrid", () => ({ publicKey: undefined }));
  add(
    "secret-placeholder",
    "from the example",
    "stripe",
    secretIs(() => "whsec_..."),
  );
  add(
    "secret-placeholder",
    "from the example",
    "github",
    secretIs(() => "your-webhook-secret"),
  );
  add(
    "secret-assignment",
    "name of the variable and value",
    "paddle-billing",
    secretIs((secret) => `PADDLE_WEBHOOK_SECRET=${secret}`),
  );
  add("secret-decoding", "decoded, where the text is the key", "stripe", ({ secret }) => ({
    secret: undefined,
    secret_base64: secret.slice(6),
  }));
  add("secret-decoding", "bytes of the text, where it has to be decoded", "standard-webhooks", ({ secret }) => ({
    secret: undefined,
    secret_base64: Buffer.from(secret).toString("base64"),
  }));
  add("secret-decoding", "the sender took whsec_ for part of the key", "svix", ({ body, secret, headers }) => ({
    headers: {
      ...headers,
      "svix-signature": `v1,${createHmac("sha256", secret).update(`${headers["svix-id"]}.${NOW}.`).update(body).digest("base64")}`,
    },
  }));
  add(
    "secret-prefix",
    "whsec_ was cut off",
    "stripe",
    secretIs((secret) => secret.slice(6)),
  );
  add(
    "secret-prefix",
    "whsec_ twice",
    "standard-webhooks",
    secretIs((secret) => `whsec_${secret}`),
  );
  add(
    "secret-surplus",
    "the % of zsh came along",
    "slack",
    secretIs((secret) => `${secret}%`),
  );
  add(
    "secret-case",
    "small letters",
    "twilio",
    secretIs((secret) => secret.toLowerCase()),
    { secret: "ABCDEF78901234567890123456789012" },
  );
  add("secret-expired", "past its end", "shopify", ({ secret }) => ({
    secret: undefined,
    secrets: [
      { id: "2025", value: secret, notAfter: "2025-12-01T00:00:00Z" },
      { id: "2026", value: SENDERS.shopify.other },
    ],
  }));
  add("key-unusable", "half of the key", "sendgrid", ({ publicKey }) => ({
    publicKey: publicKey.slice(0, 60),
  }));
}
