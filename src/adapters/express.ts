import type { NextFunction, Request, Response } from "express";
import { WebhookConfigError } from "../core/errors.js";
import type { EventOf } from "../core/event.js";
import type { AnyProvider } from "../core/provider.js";
import { reply } from "../receiver/answer.js";
import type { AnyStore, IdempotencyStore } from "../receiver/idempotency.js";
import type { EventsWith, Handler, HandlerContext, ReceiverOptions, StandardSchema } from "../receiver/options.js";
import { createReceiver } from "../receiver/receiver.js";
import { keptByExpress } from "./_express-kept.js";
import { refuseWithoutHandler } from "./_handlerless.js";
import { type Held, hold } from "./_hold.js";
import { type IncomingMessage, type OptionsOn, type ServerResponse, send, toDelivery } from "./_node.js";
import { noticeMemoryStore } from "./_notice.js";

/** What the middleware form sets: `res.locals.webhook`. */
// A type, not an interface: Express asks for an index signature.
export type WebhookLocals<P extends AnyProvider = AnyProvider, Schema = undefined> = {
  readonly webhook: { readonly event: EventOf<EventsWith<P, Schema>>; readonly context: HandlerContext };
};

/** What the handler form gives: a handler of whatever route; without `next`, a listener of `node:http`. */
// `req` without parameters: so they stay what the route says.
export type WebhookHandler = (req: IncomingMessage, res: ServerResponse, next?: NextFunction) => Promise<void>;

/** What the middleware form gives: a handler of whatever route, after which `res.locals` has these. */
// Not generic: TypeScript infers nothing from a generic handler for those after it.
export type WebhookMiddleware<Locals extends Record<string, unknown>> = (
  req: IncomingMessage,
  // biome-ignore lint/suspicious/noExplicitAny: as Express has it.
  res: Response<any, Locals>,
  next?: NextFunction,
) => Promise<void>;

/** One passage through the middleware form. */
interface Passage {
  readonly res: Response;
  readonly next: NextFunction | undefined;
  held?: Held;
}

/**
 * A webhook endpoint for Express 4 and 5, which answers by itself. It also serves as a plain listener of `node:http`, in Nest
 * (`app.use(path, webhook(…))` before `listen`) and in Google Cloud Functions.
 *
 * Mount it before any body parser; a parser that keeps the bytes (`express.raw()`, or `req.rawBody` set by its `verify` option)
 * may stand in front. The platform, which credentials that are functions and the handler get, is the request.
 * @param options provider, its credential, and {@link ReceiverOptions}
 * @param handler does the work, once for each event
 * @throws WebhookConfigError when the options cannot be right
 * @example
 * ```ts
 * import express from "express";
 * import { webhook } from "hookonce/express";
 * import { stripe } from "hookonce/providers/stripe";
 *
 * const app = express();
 * app.post(
 *   "/webhooks/stripe",
 *   webhook({ provider: stripe, secret: process.env.STRIPE_WEBHOOK_SECRET }, async (event) => {
 *     console.log(event.id, event.type);
 *   }),
 * );
 * app.use(express.json());
 * app.listen(3000);
 * ```
 */
export function webhook<
  P extends AnyProvider,
  S extends AnyStore = IdempotencyStore,
  Schema extends StandardSchema | undefined = undefined,
>(
  options: OptionsOn<P, S, Schema, Request>,
  handler: Handler<EventsWith<P, Schema>, NoInfer<S>, Request>,
): WebhookHandler;
/**
 * A webhook endpoint for Express 4 and 5, as a middleware: what is mounted after it runs once for each event, and answers. When it
 * answers 2xx the claim is completed, then the answer leaves; otherwise a retry runs it again. A client that leaves changes
 * nothing.
 *
 * Duplicates and refusals are answered here. What never answers holds its claim until `maxRunMs`, then the sender is asked to come
 * again.
 * @param options provider, its credential, and {@link ReceiverOptions}; not with a transactional store
 * @throws WebhookConfigError when the options cannot be right
 * @example
 * ```ts
 * import express from "express";
 * import { webhook } from "hookonce/express";
 * import { stripe } from "hookonce/providers/stripe";
 *
 * const app = express();
 * app.post("/webhooks/stripe", webhook({ provider: stripe, secret: process.env.STRIPE_WEBHOOK_SECRET }), (_req, res) => {
 *   const { event } = res.locals.webhook;
 *   res.json({ seen: event.id });
 * });
 * ```
 */
export function webhook<P extends AnyProvider, Schema extends StandardSchema | undefined = undefined>(
  options: OptionsOn<P, IdempotencyStore, Schema, Request>,
): WebhookMiddleware<WebhookLocals<P, Schema>>;
export function webhook(
  options: ReceiverOptions<AnyProvider, AnyStore>,
  handler?: Handler<Record<string, unknown>, AnyStore, Request>,
): WebhookHandler {
  if (!handler) refuseWithoutHandler(options);
  const passages = new WeakMap<Request, Passage>();
  const passOn: typeof handler = async (event, context, req) => {
    const passage = passages.get(req) as Passage;
    const { res, next } = passage;
    if (!next)
      throw new WebhookConfigError(
        "OPTION_INVALID",
        "webhook(options) is a middleware: as a listener it needs a handler.",
      );
    // Connect and Nest may have no locals.
    res.locals ??= {};
    res.locals.webhook = { event, context };
    // A body parser that comes after it has nothing left to read.
    Object.assign(req, { _body: true });
    passage.held = hold(req, res);
    next();
    return reply(await passage.held.status);
  };
  const receiver = createReceiver(options, handler ?? passOn);
  noticeMemoryStore(options);

  const endpoint = async (req: Request, res: Response, next?: NextFunction): Promise<void> => {
    const passage: Passage = { res, next };
    if (!handler) passages.set(req, passage);
    try {
      const answer = await receiver.receive(toDelivery(req, urlOf(req), keptByExpress(req, endpoint), options), req);
      if (passage.held) passage.held.settle(answer);
      else send(req, res, answer);
    } catch (error) {
      if (next) next(error);
      else res.destroy(error as Error);
    }
  };
  return endpoint as WebhookHandler;
}

/** The URL as the sender wrote it, as far as that can be known without `publicUrl`. */
function urlOf(req: Request): string | undefined {
  const { host } = req.headers;
  const protocol = req.protocol ?? ("encrypted" in req.socket ? "https" : "http");
  return host && `${protocol}://${host}${req.originalUrl ?? req.url}`;
}
