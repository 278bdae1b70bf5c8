import { load } from "../peers/load.mjs";

/** tern takes a `Request`, whose body can be read once. */
const request = (headers, body) => new Request("https://example.com/webhooks", { method: "POST", headers, body });

/** What a fetch server would not hand on. */
const forRequest = ({ host, "content-length": length, ...headers }) => headers;

/**
 * The peers: `accept(headers, body, secret)` gives a function that throws, rejects or answers with `false` when it refuses.
 * `least` is the aim: how many times faster we are at 1 KB.
 */
export async function peersOf() {
  const [octokit, { default: Stripe }, { default: bolt }, svix, standard, tern] = await Promise.all([
    load("@octokit/webhooks-methods"),
    load("stripe"),
    load("@slack/bolt/dist/receivers/verify-request.js"),
    load("svix"),
    load("standardwebhooks"),
    load("@hookflo/tern"),
  ]);
  const { signature } = new Stripe("sk_test_x").webhooks;
  const webhookOf = (Webhook) => (headers, body, secret) => {
    const webhook = new Webhook(secret);
    return () => webhook.verify(body, headers);
  };
  const { WebhookVerificationService } = tern.default ?? tern;
  const ternOf = (platform) => (headers, body, secret) => {
    const own = forRequest(headers);
    return async () =>
      (await WebhookVerificationService.verifyWithPlatformConfig(request(own, body), platform, secret)).isValid;
  };

  return [
    {
      name: "@octokit/webhooks-methods",
      scheme: "GitHub",
      least: 1.6,
      accept: (headers, body, secret) => () => octokit.verify(secret, body.toString(), headers["x-hub-signature-256"]),
    },
    {
      name: "stripe verifyHeader",
      scheme: "Stripe",
      least: 2.2,
      answersAtOnce: true,
      accept: (headers, body, secret) => () => signature.verifyHeader(body, headers["stripe-signature"], secret, 300),
    },
    {
      name: "@slack/bolt verifySlackRequest",
      scheme: "Slack",
      least: 5,
      answersAtOnce: true,
      accept: (headers, body, signingSecret) => () =>
        bolt.verifySlackRequest({ signingSecret, headers, body: body.toString() }),
    },
    {
      name: "svix",
      scheme: "Standard Webhooks",
      least: 8,
      answersAtOnce: true,
      accept: webhookOf(svix.Webhook),
    },
    {
      name: "standardwebhooks",
      scheme: "Standard Webhooks",
      least: 12,
      answersAtOnce: true,
      accept: webhookOf(standard.Webhook),
    },
    { name: "tern, Stripe", scheme: "Stripe", least: 80, accept: ternOf("stripe") },
    { name: "tern, Standard Webhooks", scheme: "Standard Webhooks", accept: ternOf("dodopayments") },
  ];
}
