import type { Context, Middleware, Next } from "koa";
import type { EventOf } from "../core/event.js";
import type { AnyProvider } from "../core/provider.js";
import { type Answer, isSuccess, reply } from "../receiver/answer.js";
import type { AnyStore, IdempotencyStore } from "../receiver/idempotency.js";
import type { EventsWith, Handler, HandlerContext, ReceiverOptions, StandardSchema } from "../receiver/options.js";
import { createReceiver } from "../receiver/receiver.js";
import { refuseWithoutHandler } from "./_handlerless.js";
import { type Held, hold } from "./_hold.js";
import { headersOf, isEarly, type Kept, type OptionsOn, send, toDelivery } from "./_node.js";
import { noticeMemoryStore } from "./_notice.js";

/** What the middleware form sets: `ctx.state.webhook`. */
export interface WebhookState<P extends AnyProvider = AnyProvider, Schema = undefined> {
  webhook: { readonly event: EventOf<EventsWith<P, Schema>>; readonly context: HandlerContext };
}

/** One passage through the middleware form. */
interface Passage {
  readonly next: Next;
  held?: Held;
  /** What comes after the webhook, and how it ended. */
  rest?: Promise<unknown>;
  end?: "returned" | "threw";
  /** It took too long: the sender has been answered. */
  answered?: boolean;
}

/**
 * A webhook endpoint for Koa 2 and 3, which answers by itself.
 *
 * Mount it before any body parser; what keeps the bytes (`ctx.request.rawBody` or `ctx.req.rawBody`, a Buffer) may stand in front.
 * The platform, which credentials that are functions and the handler get, is Koa's context.
 * @param options provider, its credential, and {@link ReceiverOptions}
 * @param handler does the work, once for each event
 * @throws WebhookConfigError when the options cannot be right
 * @example
 * ```ts
 * import Koa from "koa";
 * import { webhook } from "hookonce/koa";
 * import { stripe } from "hookonce/providers/stripe";
 *
 * const app = new Koa();
 * const endpoint = webhook({ provider: stripe, secret: process.env.STRIPE_WEBHOOK_SECRET }, async (event) => {
 *   console.log(event.id, event.type);
 * });
 * app.use((ctx, next) => (ctx.path === "/webhooks/stripe" ? endpoint(ctx, next) : next()));
 * app.listen(3000);
 * ```
 */
export function webhook<
  P extends AnyProvider,
  S extends AnyStore = IdempotencyStore,
  Schema extends StandardSchema | undefined = undefined,
>(options: OptionsOn<P, S, Schema, Context>, handler: Handler<EventsWith<P, Schema>, NoInfer<S>, Context>): Middleware;
/**
 * A webhook endpoint for Koa 2 and 3, as a middleware: what comes after it runs once for each event, and answers. When that has
 * answered 2xx the claim is completed, then the answer leaves; otherwise a retry runs it again. What throws is left to Koa.
 *
 * Duplicates and refusals are answered here. What never ends holds its claim until `maxRunMs`, then the sender is asked to come
 * again.
 * @param options provider, its credential, and {@link ReceiverOptions}; not with a transactional store
 * @throws WebhookConfigError when the options cannot be right
 * @example
 * ```ts
 * import Koa from "koa";
 * import { webhook } from "hookonce/koa";
 * import { stripe } from "hookonce/providers/stripe";
 *
 * const app = new Koa();
 * app.use(webhook({ provider: stripe, secret: process.env.STRIPE_WEBHOOK_SECRET })).use((ctx) => {
 *   ctx.body = { seen: ctx.state.webhook.event.id };
 * });
 * ```
 */
export function webhook<P extends AnyProvider, Schema extends StandardSchema | undefined = undefined>(
  options: OptionsOn<P, IdempotencyStore, Schema, Context>,
): Middleware<WebhookState<P, Schema>>;
export function webhook(
  options: ReceiverOptions<AnyProvider, AnyStore>,
  handler?: Handler<Record<string, unknown>, AnyStore, Context>,
): (ctx: Context, next: Next) => Promise<void> {
  if (!handler) refuseWithoutHandler(options);
  const passages = new WeakMap<Context, Passage>();
  const passOn: typeof handler = async (event, context, ctx) => {
    const passage = passages.get(ctx) as Passage;
    ctx.state.webhook = { event, context };
    // A body parser that comes after it has nothing left to read.
    ctx.disableBodyParser = true;
    const held = hold(ctx.req, ctx.res);
    passage.held = held;
    passage.rest = (async () => passage.next())().then(
      () => {
        passage.end = "returned";
      },
      (error) => {
        passage.end = "threw";
        throw error;
      },
    );
    // What writes to `ctx.res` itself may wait for its bytes to leave.
    await Promise.race([passage.rest, held.status]);
    const answersItself = ctx.respond === false && !passage.answered;
    return reply(answersItself ? await held.status : ctx.status);
  };
  const receiver = createReceiver(options, handler ?? passOn);
  noticeMemoryStore(options);

  const endpoint = async (ctx: Context, next: Next): Promise<void> => {
    const passage: Passage = { next };
    if (!handler) passages.set(ctx, passage);
    const answer = await receiver.receive(toDelivery(ctx.req, ctx.href, keptBy(ctx, endpoint), options), ctx);
    const { held, rest, end } = passage;
    if (!held) return respond(ctx, answer);
    if (held.begun) {
      held.settle(answer);
      await rest;
    } else if (end === "threw" || (end === "returned" && ctx.respond !== false)) {
      held.open();
      await rest;
      if (isSuccess({ status: ctx.status }) && !isSuccess(answer)) respond(ctx, answer);
    } else {
      passage.answered = true;
      ctx.respond = false;
      held.settle(answer);
    }
  };
  return endpoint;
}

function respond(ctx: Context, answer: Answer): void {
  if (isEarly(ctx.req)) {
    ctx.respond = false;
    send(ctx.req, ctx.res, answer);
    return;
  }
  const { status, body = "" } = answer;
  ctx.body = typeof body === "string" ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  // Koa guesses a type.
  ctx.remove("content-type");
  for (const [name, value] of headersOf(answer)) ctx.set(name, value);
  ctx.status = status;
}

function keptBy(ctx: Context, endpoint: Middleware): Kept {
  const { rawBody, body } = ctx.request as { rawBody?: unknown; body?: unknown };
  const { rawBody: kept } = ctx.req as { rawBody?: unknown };
  return {
    values: [rawBody, kept, body],
    blame(code) {
      const { middleware } = ctx.app;
      const own = middleware.indexOf(endpoint);
      const parser = middleware.slice(0, own < 0 ? undefined : own).some(({ name }) => name === "bodyParser");
      const layer = parser ? "koa-bodyparser or @koa/bodyparser" : "something in front";
      if (code === "BODY_NOT_BYTES") {
        return `Bytes were kept as text by ${layer}; a BOM or invalid UTF-8 is lost. Mount webhook() before it.`;
      }
      const who = parser ? "A body parser (koa-bodyparser or @koa/bodyparser)" : "Something in front";
      return `${who} ran before this route and the signed bytes are gone. Mount webhook() before it, or keep them: ctx.request.rawBody, a Buffer.`;
    },
  };
}
