import { createHmac } from "node:crypto";

const hex = (secret, ...parts) =>
  parts.reduce((mac, part) => mac.update(part), createHmac("sha256", secret)).digest("hex");
const seconds = () => Math.floor(Date.now() / 1000);

/** Stripe's signature, as its documentation describes it: this is the other side, so that it uses nothing of hookonce. */
export const signStripe = (secret, body, timestamp = seconds()) =>
  `t=${timestamp},v1=${hex(secret, `${timestamp}.`, body)}`;

export const signGithub = (secret, body) => `sha256=${hex(secret, body)}`;

/** A provider that sends over real HTTP and comes again when it is not answered 2xx. */
export function createProvider(origin) {
  const tally = { sent: 0, answers: {} };

  async function send(path, headers, body) {
    tally.sent++;
    const answer = await fetch(`${origin}/webhooks/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
    });
    await answer.arrayBuffer();
    tally.answers[answer.status] = (tally.answers[answer.status] ?? 0) + 1;
    return answer.status;
  }

  return { tally, send };
}

let count = 0;
/** An event of the kind that Stripe sends. */
export function stripeEvent(type, metadata = {}) {
  const number = String(++count).padStart(3, "0");
  const object = { id: `pi_${number}`, object: "payment_intent", amount: 1000 + count, currency: "eur", metadata };
  return { id: `evt_${number}`, object: "event", type, created: seconds(), data: { object } };
}
