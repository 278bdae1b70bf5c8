import { type HandlerContext, reply, type WebhookEvent } from "hookonce";
import type { watchedOptions } from "./deliveries.js";
import type { Answered, RequestHead } from "./wire.js";

export type Form = "handler" | "middleware";

/** What the app does with an event. What it returns is the answer, what it throws is thrown; nothing means 200. */
// biome-ignore lint/suspicious/noConfusingVoidType: most work returns nothing.
export type Run = (event: WebhookEvent, context: HandlerContext) => Promise<{ status: number; body?: string } | void>;

/** An app with one endpoint for every method. */
export interface App {
  form: Form;
  /** Go to `webhook()` as they are. */
  options: any;
  run: Run;
  /** A key of {@link Battery.parsers}: what is mounted in front of the webhook. */
  before?: string | undefined;
}

/** A server on 127.0.0.1. */
export interface Running {
  port: number;
  /** Default `/hook`. */
  path?: string;
  close(): unknown;
}

/** What a parser in front of the webhook comes to: its bytes are taken, or it is refused with a status 500 that says why. */
export interface InFront {
  /** Default: the bytes are taken. */
  readonly code?: "BODY_ALREADY_READ" | "BODY_NOT_BYTES";
  /** What the message says: the guilty layer and the remedy. */
  readonly says?: RegExp;
  /** Default `application/json`. */
  readonly contentType?: string;
}

export interface Battery {
  /** Framework and version. */
  name: string;
  forms: readonly Form[];
  /** Serves the app. Throws what `webhook()` throws. */
  start(app: App): Promise<Running>;
  /** What can stand in front of the webhook, by a name of your choice. */
  parsers: Readonly<Record<string, InFront>>;
  /** The key of a parser that answers malformed JSON by itself, where the framework has one. */
  jsonParser?: string;
  /** The adapter looks at its options at the first request only: what is wrong with them is answered 500. */
  lazy?: boolean;
}

/** A running app whose store, runs and refusals can be looked at. It is closed after the test. */
export interface WatchedApp extends ReturnType<typeof watchedOptions> {
  port: number;
  path: string;
  /** Ids of the events that ran, in order. */
  ran: string[];
  post(signed: { headers: RequestHead["headers"]; body: Uint8Array }): Promise<Answered>;
}

/** What each group of cases works with. */
export interface Bench extends Battery {
  form: Form;
  app(wanted?: { run?: Run; options?: object; before?: string }): Promise<WatchedApp>;
}

/** A run as a handler of `webhook(options, handler)`. */
export const toHandler = (run: Run) => async (event: WebhookEvent, context: HandlerContext) => {
  const answer = await run(event, context);
  return answer && reply(answer.status, answer.body);
};
