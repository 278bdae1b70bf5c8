import { SENDERS } from "../genuine-deliveries.mjs";

export default function breaks(add) {
  add("provider-wrong", "Svix's headers at Standard Webhooks", "svix", () => ({
    provider: "standard-webhooks",
  }));
  add("provider-wrong", "another one's secret too, so that only the header tells", "svix", () => ({
    provider: "standard-webhooks",
    secret: SENDERS["standard-webhooks"].secret,
  }));
  add("provider-wrong", "GitHub's delivery at Stripe", "github", () => ({
    provider: "stripe",
    secret: "whsec_5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH",
  }));
  add("provider-wrong", "Slack's delivery at GitHub", "slack", () => ({ provider: "github" }));
  add("provider-wrong", "Shopify's delivery at Square", "shopify", () => ({
    provider: "square",
    otherProviders: ["stripe", "shopify"],
  }));
  add("provider-wrong", "Linear's delivery at GitHub, which may be either", "linear", () => ({
    provider: "github",
    otherProviders: ["linear", "stripe"],
  }));
  add("provider-wrong", "Discord's delivery at SendGrid", "discord", () => ({ provider: "sendgrid" }));
}
