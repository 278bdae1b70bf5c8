import type { Context, MiddlewareHandler, Next } from "hono";
import { WebhookError } from "../core/errors.js";
import type { EventOf } from "../core/event.js";
import type { AnyProvider } from "../core/provider.js";
import { reply } from "../receiver/answer.js";
import type { AnyStore, IdempotencyStore } from "../receiver/idempotency.js";
import type { EventsWith, Handler, HandlerContext, ReceiverOptions, StandardSchema } from "../receiver/options.js";
import { createReceiver } from "../receiver/receiver.js";
import { keepAlive, readStream, toParts } from "./_fetch.js";
import { refuseWithoutHandler } from "./_handlerless.js";
import { noticeMemoryStore } from "./_notice.js";

/** What the middleware form sets: `c.get("webhook")`. */
export interface WebhookEnv<Events> {
  Variables: { webhook: { readonly event: EventOf<Events>; readonly context: HandlerContext } };
}

/**
 * A webhook endpoint for Hono, which answers by itself. The platform, which credentials that are functions and the handler get,
 * is Hono's context.
 * @param options provider, its credential, and {@link ReceiverOptions}
 * @param handler does the work, once for each event
 * @throws WebhookConfigError when the options cannot be right
 * @example
 * ```ts
 * import { Hono } from "hono";
 * import { webhook } from "hookonce/hono";
 * import { stripe } from "hookonce/providers/stripe";
 *
 * const app = new Hono();
 * app.post(
 *   "/webhooks/stripe",
 *   webhook({ provider: stripe, secret: (c) => c.env.STRIPE_WEBHOOK_SECRET }, async (event) => {
 *     console.log(event.id, event.type);
 *   }),
 * );
 * export default app;
 * ```
 */
export function webhook<
  P extends AnyProvider,
  S extends AnyStore = IdempotencyStore,
  Schema extends StandardSchema | undefined = undefined,
>(
  options: ReceiverOptions<P, S, Schema>,
  handler: Handler<EventsWith<P, Schema>, NoInfer<S>, Context>,
): (c: Context) => Promise<Response>;
/**
 * A webhook endpoint for Hono, as a middleware: the handlers after it run once for each event. When they have answered 2xx the
 * claim is completed, then the answer leaves; otherwise a retry runs them again.
 * @param options provider, its credential, and {@link ReceiverOptions}; not with a transactional store
 * @throws WebhookConfigError when the options cannot be right
 * @example
 * ```ts
 * import { Hono } from "hono";
 * import { webhook } from "hookonce/hono";
 * import { stripe } from "hookonce/providers/stripe";
 *
 * const app = new Hono();
 * app.post("/webhooks/stripe", webhook({ provider: stripe, secret: process.env.STRIPE_WEBHOOK_SECRET }), (c) => {
 *   const { event } = c.get("webhook");
 *   return c.text(event.id);
 * });
 * export default app;
 * ```
 */
export function webhook<P extends AnyProvider, Schema extends StandardSchema | undefined = undefined>(
  options: ReceiverOptions<P, IdempotencyStore, Schema>,
): MiddlewareHandler<WebhookEnv<EventsWith<P, Schema>>>;
export function webhook(
  options: ReceiverOptions<AnyProvider, AnyStore>,
  handler?: Handler<Record<string, unknown>, AnyStore, Context>,
): (c: Context, next: Next) => Promise<Response | undefined> {
  if (!handler) refuseWithoutHandler(options);
  const runs = new WeakMap<Context, Run>();
  const passOn: typeof handler = async (event, context, c) => {
    const run = runs.get(c) as Run;
    c.set("webhook", { event, context });
    await run.next();
    run.ended = true;
    if (c.error) throw c.error;
    // When the sender has been answered already, Hono drops what comes late: work that did not throw is done.
    return run.left ? undefined : reply(c.res.status);
  };
  const receiver = createReceiver(options, handler ?? passOn);
  noticeMemoryStore(options);
  return async (c, next) => {
    const { method, url, headers } = c.req.raw;
    const run: Run = { next, ended: false, left: false };
    if (!handler) runs.set(c, run);
    const pending = receiver.receive({ method, url, headers, body: (maxBytes) => readBody(c, maxBytes, options) }, c);
    keepAlive(executionContext(c), pending);
    const answer = await pending;
    run.left = true;
    if (!run.ended) return c.newResponse(...(toParts(answer) as Parameters<Context["newResponse"]>));
    // What came after has answered. Only a lost lease says something else: come again.
    if (answer.status !== 503 || answer.body === undefined) return;
    c.res = undefined;
    c.res = new Response(...toParts(answer));
  };
}

/** One passage through the middleware form. */
interface Run {
  readonly next: Next;
  /** Whether what came after has answered. */
  ended: boolean;
  /** Whether the sender has its answer. */
  left: boolean;
}

/** The bytes as Hono kept them, or from the stream; then kept where `c.req.text()` and the others look for them (Hono 4.2 on). */
async function readBody(c: Context, maxBytes: number, options: object): Promise<Uint8Array> {
  const { raw } = c.req;
  // Its values are promises, whatever its type says.
  const kept = c.req.bodyCache as object as { arrayBuffer?: Promise<ArrayBuffer>; blob?: Promise<Blob> };
  const buffer = await (kept.arrayBuffer ?? kept.blob?.then((blob) => blob.arrayBuffer()));
  if (buffer) return new Uint8Array(buffer);
  for (const parser in kept) {
    throw new WebhookError(
      "BODY_NOT_BYTES",
      `Bytes were kept as text by c.req.${parser}() or what is built on it; a BOM or invalid UTF-8 is lost. Mount webhook() before it.`,
    );
  }
  if (raw.bodyUsed || raw.body?.locked) {
    throw new WebhookError(
      "BODY_ALREADY_READ",
      "The request was read before webhook() and the signed bytes are gone. Read through c.req, not c.req.raw, or mount webhook() first.",
    );
  }
  const bytes = await readStream(raw.body, maxBytes, options);
  kept.arrayBuffer = Promise.resolve(bytes.slice().buffer as ArrayBuffer);
  return bytes;
}

function executionContext(c: Context): unknown {
  try {
    return c.executionCtx;
  } catch {
    // Not on a platform that has one.
  }
}
