// The types of ten SDKs, as docs/typed-events.md shows them.
import type { WebhookEvent as ClerkEvent, UserWebhookEvent as ClerkUser } from "@clerk/backend";
import type {
  AgentSessionEventWebhookPayload,
  EntityWebhookPayloadWithEntityData,
  EntityWebhookPayloadWithIssueData,
  LinearWebhookPayload,
} from "@linear/sdk/webhooks";
import type Mux from "@mux/mux-node";
import type { EventPayloadMap, PullRequestEvent, PushEvent } from "@octokit/webhooks-types";
import type { IEvents, ITransactionNotificationResponse } from "@paddle/paddle-node-sdk";
import type { AppMentionEvent, AppRateLimitedEvent, GenericMessageEvent, SlackEvent } from "@slack/types";
import type {
  APIApplicationCommandInteraction,
  APIInteraction,
  APIMessageComponentInteraction,
} from "discord-api-types/v10";
import { createReceiver, type Delivery, on, verify, type WebhookEvent } from "hookonce";
import { webhook } from "hookonce/express";
import { clerk } from "hookonce/providers/clerk";
import { discord } from "hookonce/providers/discord";
import { github } from "hookonce/providers/github";
import { linear } from "hookonce/providers/linear";
import { mux } from "hookonce/providers/mux";
import { openai } from "hookonce/providers/openai";
import { paddleBilling } from "hookonce/providers/paddle-billing";
import { resend } from "hookonce/providers/resend";
import { slack } from "hookonce/providers/slack";
import { stripe } from "hookonce/providers/stripe";
import type OpenAI from "openai";
import type { EmailBouncedEvent, WebhookEventPayload } from "resend";
import type Stripe from "stripe";
import { exact } from "./exact.js";

declare const delivery: Delivery;
const secret = "whsec_1";

// Stripe
const payments = { provider: stripe.typed<Stripe.Event>(), secret };
webhook(
  payments,
  on({
    "invoice.paid": ({ payload }) => exact<Stripe.InvoicePaidEvent>()(payload),
    default: (event) => exact<Stripe.Event["type"]>()(event.type),
  }),
);
// @ts-expect-error no event is called that
webhook(payments, on({ "invoice.piad": () => {} }));
// @ts-expect-error an invoice has no such member
webhook(payments, on({ "invoice.paid": ({ payload }) => payload.data.object.ended_at }));

// GitHub
const hub = { provider: github.typed<EventPayloadMap>(), secret };
webhook(
  hub,
  on({
    push: ({ payload }) => exact<PushEvent>()(payload),
    pull_request: ({ payload }) => exact<PullRequestEvent>()(payload),
    default: (event) => exact<keyof EventPayloadMap>()(event.type),
  }),
);
// @ts-expect-error no event is called that
webhook(hub, on({ pusch: () => {} }));
// @ts-expect-error a push has no action
webhook(hub, on({ push: ({ payload }) => payload.action }));

// Slack
type Envelope<Inner> = { type: "event_callback"; team_id: string; event_id: string; event: Inner };
type Callback = Envelope<Exclude<SlackEvent, AppRateLimitedEvent>>;
const workspace = { provider: slack.typed<Callback | AppRateLimitedEvent>(), secret };
webhook(
  workspace,
  on({
    app_mention: ({ payload }) => exact<Envelope<AppMentionEvent>>()(payload),
    app_rate_limited: ({ payload }) => exact<AppRateLimitedEvent>()(payload),
    message: ({ payload: { event } }) => {
      if (event.subtype === undefined) exact<GenericMessageEvent>()(event);
    },
  }),
);
// @ts-expect-error the type is that of what is inside
webhook(workspace, on({ event_callback: () => {} }));
// @ts-expect-error no event is called that
webhook(workspace, on({ app_mentoin: () => {} }));
// @ts-expect-error a mention is no reaction
webhook(workspace, on({ app_mention: ({ payload }) => payload.event.reaction }));

// Discord
const bot = { provider: discord.typed<APIInteraction>(), publicKey: "ab" };
webhook(
  bot,
  on({
    2: ({ payload }) => exact<APIApplicationCommandInteraction>()(payload),
    3: ({ payload }) => exact<APIMessageComponentInteraction>()(payload),
    default: (event) => exact<"1" | "2" | "3" | "4" | "5">()(event.type),
  }),
);
// @ts-expect-error there is no sixth type
webhook(bot, on({ 6: () => {} }));
// @ts-expect-error a command has no custom_id
webhook(bot, on({ 2: ({ payload }) => payload.data.custom_id }));

// Clerk
const users = { provider: clerk.typed<ClerkEvent>(), secret };
webhook(
  users,
  on({
    "user.deleted": ({ payload }) => exact<Extract<ClerkUser, { type: "user.deleted" }>>()(payload),
    default: (event) => exact<ClerkEvent["type"]>()(event.type),
  }),
);
// @ts-expect-error no event is called that
webhook(users, on({ "user.removed": () => {} }));
// @ts-expect-error of a user who is gone there are no addresses
webhook(users, on({ "user.deleted": ({ payload }) => payload.data.email_addresses }));

// Resend
const mail = { provider: resend.typed<WebhookEventPayload>(), secret };
webhook(
  mail,
  on({
    "email.bounced": ({ payload }) => exact<EmailBouncedEvent>()(payload),
    default: (event) => exact<WebhookEventPayload["type"]>()(event.type),
  }),
);
// @ts-expect-error no event is called that
webhook(mail, on({ "email.bouncd": () => {} }));
// @ts-expect-error what was sent did not bounce
webhook(mail, on({ "email.sent": ({ payload }) => payload.data.bounce }));

// OpenAI
const model = { provider: openai.typed<OpenAI.Webhooks.UnwrapWebhookEvent>(), secret };
webhook(
  model,
  on({
    "response.completed": ({ payload }) => exact<OpenAI.Webhooks.ResponseCompletedWebhookEvent>()(payload),
    default: (event) => exact<OpenAI.Webhooks.UnwrapWebhookEvent["type"]>()(event.type),
  }),
);
// @ts-expect-error no event is called that
webhook(model, on({ "response.complete": () => {} }));
// @ts-expect-error a response is no call
webhook(model, on({ "response.completed": ({ payload }) => payload.data.call_id }));

// Linear
const issues = {
  provider: linear.typed<EntityWebhookPayloadWithEntityData | AgentSessionEventWebhookPayload>(),
  secret,
};
webhook(
  issues,
  on({
    Issue: ({ payload }) => exact<EntityWebhookPayloadWithIssueData>()(payload),
    AgentSessionEvent: ({ payload }) => exact<AgentSessionEventWebhookPayload>()(payload),
  }),
);
// @ts-expect-error names are as Linear writes them
webhook(issues, on({ issue: () => {} }));
// @ts-expect-error a comment has no title
webhook(issues, on({ Comment: ({ payload }) => payload.data.title }));
const anyLinear = await verify(linear.typed<LinearWebhookPayload>(), delivery, { secret });
exact<WebhookEvent<string, LinearWebhookPayload>>()(anyLinear);

// Paddle Billing: its types are an enum, whose values are what a type is called.
const billing = { provider: paddleBilling.typed<IEvents>(), secret };
webhook(
  billing,
  on({
    "transaction.paid": ({ payload }) => exact<ITransactionNotificationResponse>()(payload.data),
    default: (event) => exact<`${IEvents["event_type"]}`>()(event.type),
  }),
);
// @ts-expect-error no event is called that
webhook(billing, on({ "transaction.payed": () => {} }));
// @ts-expect-error what arrives has other names than what the SDK makes of it
webhook(billing, on({ "transaction.paid": ({ payload }) => payload.data.currencyCode }));
const paid = await verify(billing.provider, delivery, { secret });
if (paid.type === "transaction.paid") exact<ITransactionNotificationResponse>()(paid.payload.data);

// Mux
const video = { provider: mux.typed<Mux.Webhooks.UnwrapWebhookEvent>(), secret };
createReceiver(
  video,
  on({
    "video.asset.ready": ({ payload }) => exact<Mux.Webhooks.VideoAssetReadyWebhookEvent>()(payload),
    default: (event) => exact<Mux.Webhooks.UnwrapWebhookEvent["type"]>()(event.type),
  }),
);
// @ts-expect-error no event is called that
createReceiver(video, on({ "video.asset.redy": () => {} }));
// @ts-expect-error an asset is no upload
createReceiver(video, on({ "video.asset.ready": ({ payload }) => payload.data.asset_id }));
