import { createHmac, randomUUID } from "node:crypto";

// Plays Stripe: one event, signed as Stripe signs it, sent twice, and once with a signature that somebody made up.
// SHOP_URL may name two processes of one shop, with a comma between them: the duplicate goes to the second.
const [shop, other = shop] = (process.env.SHOP_URL ?? "http://localhost:3000").split(",");
const id = randomUUID().slice(0, 8);
const body = JSON.stringify({
  id: `evt_${id}`,
  type: "checkout.session.completed",
  data: { object: { id: `order_${id}`, amount_total: 1200 } },
});

async function send(label, secret, to = shop) {
  const t = Math.floor(Date.now() / 1000);
  const v1 = createHmac("sha256", secret).update(`${t}.${body}`).digest("hex");
  const headers = { "content-type": "application/json", "stripe-signature": `t=${t},v1=${v1}` };
  const response = await fetch(`${to}/webhooks/stripe`, { method: "POST", headers, body });
  console.log(label, response.status, await response.text());
}

await send("forged   ", "whsec_made_up_by_somebody");
await send("genuine  ", process.env.STRIPE_WEBHOOK_SECRET);
await send("duplicate", process.env.STRIPE_WEBHOOK_SECRET, other);
console.log("shop     ", await (await fetch(`${shop}/shop`)).text());
