import { createHmac, timingSafeEqual } from "node:crypto";
import { github } from "hookonce/providers/github";
import { slack } from "hookonce/providers/slack";
import { standardWebhooks } from "hookonce/providers/standard-webhooks";
import { stripe } from "hookonce/providers/stripe";

export const SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
const KEY = Buffer.from(SECRET.slice(6), "base64");

/** A body of exactly so many bytes: JSON as providers send it. ASCII, which is cheapest for those who decode. */
export function bodyOf(bytes, id = "evt_1PgafmB7WZ01zgkW6dKueIc5") {
  const start = `{"id":"${id}","object":"event","type":"payment_intent.succeeded","data":{"object":{"items":["`;
  const item = 'pi_3PgafmB7WZ01zgkW0FzE6xqP","';
  const end = '"]}}}';
  const room = bytes - start.length - end.length;
  if (room < 0) throw new Error(`a body has at least ${bytes - room} bytes`);
  const whole = Math.floor(room / item.length);
  return Buffer.from(start + item.repeat(whole) + "x".repeat(room - whole * item.length) + end);
}

/** The headers that come with every delivery, as Node gives them. */
export const usualHeaders = (body) => ({
  host: "example.com",
  "user-agent": "Webhooks/1.0 (+https://example.com/webhooks)",
  "content-length": String(body.length),
  accept: "*/*; q=0.5, application/xml",
  "cache-control": "no-cache",
  "content-type": "application/json; charset=utf-8",
  "accept-encoding": "gzip",
});

const mac = (key, prefix, body, encoding) => createHmac("sha256", key).update(prefix).update(body).digest(encoding);

const now = () => String(Math.floor(Date.now() / 1000));

/**
 * For each scheme: a delivery signed just now, and its floor, the simplest correct code over node:crypto. What the floor needs
 * of the headers is handed to it: it reads none, and knows no clock.
 */
export const schemes = {
  Stripe: {
    provider: stripe,
    secret: SECRET,
    sign(body, time = now()) {
      const hex = mac(SECRET, `${time}.`, body, "hex");
      const floor = () =>
        timingSafeEqual(createHmac("sha256", SECRET).update(`${time}.`).update(body).digest(), Buffer.from(hex, "hex"));
      return { headers: { ...usualHeaders(body), "stripe-signature": `t=${time},v1=${hex}` }, body, floor };
    },
  },
  GitHub: {
    provider: github,
    secret: SECRET,
    sign(body) {
      const hex = createHmac("sha256", SECRET).update(body).digest("hex");
      const floor = () => timingSafeEqual(createHmac("sha256", SECRET).update(body).digest(), Buffer.from(hex, "hex"));
      const headers = { "x-github-event": "push", "x-hub-signature-256": `sha256=${hex}` };
      return { headers: { ...usualHeaders(body), ...headers }, body, floor };
    },
  },
  Slack: {
    provider: slack,
    secret: "8f742231b10e8888abcd99yyyzzz85a5",
    sign(body, time = now()) {
      const hex = mac(this.secret, `v0:${time}:`, body, "hex");
      const { secret } = this;
      const floor = () =>
        timingSafeEqual(
          createHmac("sha256", secret).update(`v0:${time}:`).update(body).digest(),
          Buffer.from(hex, "hex"),
        );
      const headers = { "x-slack-request-timestamp": time, "x-slack-signature": `v0=${hex}` };
      return { headers: { ...usualHeaders(body), ...headers }, body, floor };
    },
  },
  "Standard Webhooks": {
    provider: standardWebhooks,
    secret: SECRET,
    sign(body, time = now(), id = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W") {
      const base64 = mac(KEY, `${id}.${time}.`, body, "base64");
      const floor = () =>
        timingSafeEqual(
          createHmac("sha256", KEY).update(`${id}.${time}.`).update(body).digest(),
          Buffer.from(base64, "base64"),
        );
      const headers = { "webhook-id": id, "webhook-timestamp": time, "webhook-signature": `v1,${base64}` };
      return { headers: { ...usualHeaders(body), ...headers }, body, floor };
    },
  },
};

export const SIZES = { "0.2 KB": 200, "1 KB": 1000, "10 KB": 10_000, "100 KB": 100_000, "1 MB": 1e6, "20 MB": 20e6 };

/** Stops the measuring when a candidate does not say what it should: such figures would be worth nothing. */
export async function mustAccept(candidates) {
  for (const [name, run] of Object.entries(candidates)) {
    if ((await run()) === false) throw new Error(`${name} refuses a genuine delivery`);
  }
}

/** Stops the measuring when a candidate does not refuse; `run` throws, rejects, or answers with `false`. */
export async function mustRefuse(candidates) {
  for (const [name, run] of Object.entries(candidates)) {
    const refused = await Promise.resolve()
      .then(run)
      .then(
        (answer) => answer === false,
        () => true,
      );
    if (!refused) throw new Error(`${name} accepts what it should refuse`);
  }
}
