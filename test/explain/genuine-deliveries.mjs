import { createHash, createHmac, createPrivateKey, createPublicKey, sign } from "node:crypto";

// Deliveries as their senders make them, signed here by hand: nothing of hookonce is used, so that nothing is judged by itself.

export const NOW = 1_767_225_600;

const mac = (hash, key, content, encoding) => createHmac(hash, key).update(content).digest(encoding);
const whsec = (text) => `whsec_${Buffer.from(text).toString("base64")}`;
const keyOf = (secret) => Buffer.from(secret.slice(6), "base64");

const ed25519 = createPrivateKey({
  key: Buffer.from(`302e020100300506032b657004220420${"4f".repeat(32)}`, "hex"),
  format: "der",
  type: "pkcs8",
});
const p256 = createPrivateKey({
  key: Buffer.from(`3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420${"3d".repeat(32)}`, "hex"),
  format: "der",
  type: "pkcs8",
});
const spki = (key) => createPublicKey(key).export({ format: "der", type: "spki" });

const order = {
  id: 450789469,
  email: "jon@example.com",
  note: "Grüße & viele Wünsche",
  total_price: "398.00",
  paid: true,
};

export const BODIES = {
  stripe: JSON.stringify(
    {
      id: "evt_1PgafmB7WZ01zgkW6dKueIc5",
      object: "event",
      created: NOW,
      data: {
        object: { id: "pi_3PgafmB7WZ01zgkW0FzE6xqP", amount: 1099, currency: "eur", description: "Bestellung für Zoë" },
      },
      livemode: false,
      type: "payment_intent.succeeded",
    },
    null,
    2,
  ),
  github: JSON.stringify({
    action: "opened",
    number: 7,
    pull_request: {
      title: "Fix the naïve parser",
      body: "See https://example.com/a?b=1&c=<2>\r\nThanks",
      merged: false,
    },
    repository: { full_name: "octo/hello", private: false },
    sender: { login: "octocat" },
  }),
  slack:
    '{"token":"z26uFbvR1xHJEdHE1OQiO6t8","team_id":"T123ABC456","event":{"type":"message","text":"caf\\u00e9 <https:\\/\\/example.com>","user":"U123ABC456","ts":"1767225600.000200"},"type":"event_callback","event_id":"Ev123ABC456","event_time":1767225600}',
  shopify: JSON.stringify(order).replaceAll("&", "\\u0026"),
  "standard-webhooks": JSON.stringify({
    type: "invoice.paid",
    timestamp: "2026-01-01T00:00:00Z",
    data: { id: "inv_1", name: "Ørsted" },
  }),
  svix: `{"type": "user.created", "data": {"id": "user_29w83sxmDNGwOuEthce5gg56FcC", "email": "a@example.com", "ratio": 1.0}}`,
  twilio:
    "CallSid=CA1234567890ABCDE&Caller=%2B14158675310&Digits=1234&From=%2B14158675310&To=%2B18005551212&Body=Hello+W%C3%B6rld",
  square: JSON.stringify({
    merchant_id: "6SSW7HV8K2ST5",
    type: "payment.created",
    event_id: "13b867cf-db3d-4b1c",
    data: { object: { amount: 100 } },
  }),
  hubspot: JSON.stringify([{ eventId: 1, subscriptionId: 12345, subscriptionType: "contact.creation", objectId: 123 }]),
  "paddle-billing": JSON.stringify({
    event_id: "evt_01hv8x29kz0t586xy6zn1a62ny",
    event_type: "transaction.paid",
    data: { id: "txn_01", items: [{ price: "12,50 €" }] },
  }),
  linear: JSON.stringify({
    action: "create",
    type: "Issue",
    data: { id: "2174add1", title: "Würfel" },
    webhookTimestamp: NOW * 1000,
  }),
  discord: JSON.stringify({
    id: "1142",
    type: 2,
    token: "A_UNIQUE_TOKEN",
    data: { name: "cardsearch", options: [{ value: "The Gitrog Monster" }] },
  }),
  sendgrid: `[{"email":"hello@world.com","event":"dropped","sg_event_id":"ZHJvcA==","timestamp":1767225600},\r\n{"email":"a@example.com","event":"open","sg_event_id":"b3Blbg==","timestamp":1767225601}]\r\n`,
  gitlab: JSON.stringify({ object_kind: "push", ref: "refs/heads/main", project: { name: "Diaspora" } }),
  "slack-interactivity": `payload=${encodeURIComponent(JSON.stringify({ type: "block_actions", team: { id: "T9TK3CUKW" }, actions: [{ value: "a b" }] })).replaceAll("%20", "+")}`,
};

/** How each sender signs: headers for a body, a secret, a time and a URL. */
export const SENDERS = {
  stripe: {
    secret: "whsec_5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH",
    other: "whsec_9TtY2mQxVbNc4RfGhJk7LpOiUyTrEwQa",
    sign: ({ body, secret, now }) => ({
      "stripe-signature": `t=${now},v1=${mac("sha256", secret, Buffer.concat([Buffer.from(`${now}.`), body]), "hex")}`,
    }),
  },
  github: {
    secret: "It's a Secret to Everybody",
    other: "the secret of the other repository",
    sign: ({ body, secret }) => ({
      "x-github-event": "pull_request",
      "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
      "x-hub-signature": `sha1=${mac("sha1", secret, body, "hex")}`,
      "x-hub-signature-256": `sha256=${mac("sha256", secret, body, "hex")}`,
    }),
  },
  slack: {
    secret: "8f742231b10e8888abcd99yyyzzz85a5",
    other: "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
    sign: ({ body, secret, now }) => ({
      "x-slack-request-timestamp": String(now),
      "x-slack-signature": `v0=${mac("sha256", secret, Buffer.concat([Buffer.from(`v0:${now}:`), body]), "hex")}`,
    }),
  },
  shopify: {
    secret: "hush-8b3c1f20aa9d4e5c",
    other: "hush-0000aaaabbbbcccc",
    sign: ({ body, secret }) => ({
      "x-shopify-topic": "orders/create",
      "x-shopify-shop-domain": "johns-apparel.myshopify.com",
      "x-shopify-hmac-sha256": mac("sha256", secret, body, "base64"),
    }),
  },
  "standard-webhooks": {
    secret: whsec("twenty-four bytes of key"),
    other: whsec("another twenty-four byte"),
    sign: ({ body, secret, now }) => ({
      "webhook-id": "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W",
      "webhook-timestamp": String(now),
      "webhook-signature": `v1,${mac("sha256", keyOf(secret), Buffer.concat([Buffer.from(`msg_2KWPBgLlAfxdpx2AI54pPJ85f4W.${now}.`), body]), "base64")}`,
    }),
  },
  svix: {
    secret: whsec("svix key of 24 bytes abc"),
    other: whsec("svix key of 24 bytes xyz"),
    sign: ({ body, secret, now }) => ({
      "svix-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "svix-timestamp": String(now),
      "svix-signature": `v1,${mac("sha256", keyOf(secret), Buffer.concat([Buffer.from(`msg_p5jXN8AQM9LWM0D4loKWxJek.${now}.`), body]), "base64")}`,
    }),
  },
  twilio: {
    secret: "12345678901234567890123456789012",
    other: "99945678901234567890123456789012",
    url: "https://mycompany.com/myapp.php?foo=1&bar=2",
    type: "application/x-www-form-urlencoded",
    sign: ({ body, secret, url }) => {
      const pairs = [...new URLSearchParams(body.toString())].sort(([a], [b]) => (a < b ? -1 : 1));
      return { "x-twilio-signature": mac("sha1", secret, url + pairs.flat().join(""), "base64") };
    },
  },
  square: {
    secret: "fyqz5Y-Kz3Ssbw4pFIXuuA",
    other: "asdfY5-Kz3Ssbw4pFIXuuA",
    url: "https://shop.example/webhooks/square",
    sign: ({ body, secret, url }) => ({ "x-square-hmacsha256-signature": mac("sha256", secret, url + body, "base64") }),
  },
  hubspot: {
    secret: "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy",
    other: "zzzzzzzz-yyyy-yyyy-yyyy-yyyyyyyyyyyy",
    url: "https://shop.example/webhooks/hubspot",
    sign: ({ body, secret, now, url, method = "POST" }) => ({
      "x-hubspot-request-timestamp": String(now * 1000),
      "x-hubspot-signature": createHash("sha256")
        .update(secret + body)
        .digest("hex"),
      "x-hubspot-signature-v3": mac("sha256", secret, `${method}${url}${body}${now * 1000}`, "base64"),
    }),
  },
  "paddle-billing": {
    secret: "pdl_ntfset_01gkpjp8bkm3tm53kdgkx6sms7_6h3qd3uFSi9YCD3OLYAShQI90XTI5vEI",
    other: "pdl_ntfset_01gkpjp8bkm3tm53kdgkx6sms7_aaaaaauFSi9YCD3OLYAShQI90XTI5vEI",
    sign: ({ body, secret, now }) => ({
      "paddle-signature": `ts=${now};h1=${mac("sha256", secret, Buffer.concat([Buffer.from(`${now}:`), body]), "hex")}`,
    }),
  },
  linear: {
    secret: "lin_wh_8Jq0bV1tYc3Xn5Zm7Kp9Rw2S",
    other: "lin_wh_AAAAbV1tYc3Xn5Zm7Kp9Rw2S",
    sign: ({ body, secret }) => ({
      "linear-delivery": "234d1a4e-b617-4388-90fe-adc3633d6b72",
      "linear-event": "Issue",
      "linear-signature": mac("sha256", secret, body, "hex"),
    }),
  },
  discord: {
    publicKey: spki(ed25519).subarray(-32).toString("hex"),
    other: "506b2f511032e1677cf1602c37c4a5c6dc1ad2eade012b1eb5dc912c18e888c0",
    sign: ({ body, now }) => ({
      "x-signature-timestamp": String(now),
      "x-signature-ed25519": sign(null, Buffer.concat([Buffer.from(String(now)), body]), ed25519).toString("hex"),
    }),
  },
  sendgrid: {
    publicKey: spki(p256).toString("base64"),
    other:
      "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==",
    sign: ({ body, now }) => ({
      "x-twilio-email-event-webhook-timestamp": String(now),
      "x-twilio-email-event-webhook-signature": sign(
        "sha256",
        Buffer.concat([Buffer.from(String(now)), body]),
        p256,
      ).toString("base64"),
    }),
  },
  gitlab: {
    secret: "glwt-3x4mpl3-t0k3n-0f-m1n3",
    other: "glwt-another-t0k3n-0f-m1n3",
    sign: ({ secret }) => ({ "x-gitlab-event": "Push Hook", "x-gitlab-token": secret }),
  },
};
SENDERS["slack-interactivity"] = { ...SENDERS.slack, type: "application/x-www-form-urlencoded" };

/** A genuine delivery of a sender, as it leaves him. */
export function deliver(provider, change = {}) {
  const sender = SENDERS[provider];
  const body = Buffer.from(change.body ?? BODIES[provider]);
  const { url = sender.url ?? `https://shop.example/webhooks/${provider}`, now = NOW, method = "POST" } = change;
  const secret = change.secret ?? sender.secret;
  const { host } = new URL(url);
  return {
    provider,
    ...(sender.publicKey ? { publicKey: sender.publicKey } : { secret }),
    method,
    url,
    headers: {
      host,
      "content-type": sender.type ?? "application/json",
      "content-length": String(body.length),
      ...sender.sign({ body, secret, now, url, method }),
    },
    body,
    now: NOW,
  };
}
