import { type Answer, isSuccess } from "../receiver/answer.js";
import { type IncomingMessage, type ServerResponse, send } from "./_node.js";

/** An answer that somebody else writes, and that does not leave before it may. */
export interface Held {
  /** The status, known when the first byte wants to leave. Rejects when the response is destroyed before. */
  readonly status: Promise<number>;
  /** Whether a byte wants to leave. */
  readonly begun: boolean;
  /** Lets leave what was written, and whatever follows. */
  open(): void;
  /**
   * Ends the waiting with the receiver's answer: what was written leaves when both say the same. When nothing was written this
   * answer is sent, and what is written later goes nowhere.
   */
  settle(answer: Answer): void;
}

const isChunk = (chunk: unknown) => typeof chunk === "string" || chunk instanceof Uint8Array;

/** Holds back whatever is written to a response. */
export function hold(req: IncomingMessage, res: ServerResponse): Held {
  type Write = (...args: unknown[]) => boolean;
  type End = (...args: unknown[]) => ServerResponse;
  const write = res.write as Write;
  const end = res.end as End;
  const { flushHeaders, destroy } = res;
  const waiting: (() => void)[] = [];
  let state: "held" | "open" | "dropped" = "held";
  let begun: number | undefined;
  let ended = false;
  let flowing: boolean | undefined;
  let know: (status: number) => void = () => {};
  let lose: (error: unknown) => void = () => {};
  const status = new Promise<number>((resolve, reject) => {
    know = resolve;
    lose = reject;
  });
  status.catch(() => {});

  /** The head is made now, though nothing leaves: as ever, headers can no longer be changed from here. */
  const begin = () => {
    if (begun !== undefined) return;
    if (state === "held" && !res.headersSent && req.httpVersionMajor < 2) res.writeHead(res.statusCode);
    begun = res.statusCode;
    know(begun);
  };
  /** Node knows the length of a body that comes with `end`, unless the head is made before. */
  const setLength = (chunk: unknown, encoding: unknown) => {
    if (begun !== undefined || res.headersSent || [204, 304].includes(res.statusCode)) return;
    if (["content-length", "transfer-encoding", "trailer"].some((name) => res.hasHeader(name))) return;
    const text = typeof chunk === "string";
    const length = text
      ? Buffer.byteLength(chunk, encoding as BufferEncoding)
      : chunk instanceof Uint8Array
        ? chunk.length
        : 0;
    res.setHeader("content-length", length);
  };
  const callBack = (args: unknown[]) => {
    const callback = args.find((arg) => typeof arg === "function") as (() => void) | undefined;
    if (callback) process.nextTick(callback);
  };

  res.write = ((...args: unknown[]) => {
    if (state === "open" || !isChunk(args[0])) return write.apply(res, args);
    begin();
    if (state === "dropped") callBack(args);
    else if (!ended) waiting.push(() => (flowing = write.apply(res, args)));
    return state === "dropped";
  }) as typeof res.write;
  res.end = ((...args: unknown[]) => {
    const [chunk, encoding] = args;
    const odd = chunk !== undefined && chunk !== null && typeof chunk !== "function" && !isChunk(chunk);
    if (state === "open" || odd) return end.apply(res, args);
    if (state === "held") setLength(chunk, encoding);
    begin();
    if (state === "dropped") callBack(args);
    else if (!ended) waiting.push(() => end.apply(res, args));
    ended = true;
    return res;
  }) as typeof res.end;
  res.flushHeaders = () => {
    if (state === "open") return flushHeaders.call(res);
    begin();
    if (state === "held" && !ended) waiting.push(() => flushHeaders.call(res));
  };
  res.destroy = (error) => {
    if (state === "held" && begun === undefined)
      lose(error ?? new Error("The response was destroyed before an answer."));
    return destroy.call(res, error);
  };

  const open = () => {
    state = "open";
    try {
      for (const leave of waiting.splice(0)) leave();
      if (flowing && !ended) res.emit("drain");
    } catch (error) {
      res.destroy(error as Error);
    }
  };
  /** For an app that answers after all: as if nothing had been sent yet, and nothing is. */
  const drop = (statusCode: number) => {
    state = "dropped";
    res.statusCode = statusCode;
    for (const name of ["setHeader", "setHeaders", "appendHeader", "removeHeader", "writeHead", "addTrailers"]) {
      Object.defineProperty(res, name, { value: () => res, configurable: true, writable: true });
    }
    Object.defineProperty(res, "headersSent", { value: false, configurable: true });
  };
  return {
    status,
    get begun() {
      return begun !== undefined;
    },
    open,
    settle(answer) {
      if (begun !== undefined) {
        // A success that is not known to be recorded does not leave: no answer brings the event again.
        if (isSuccess({ status: begun }) && !isSuccess(answer)) res.destroy();
        return open();
      }
      if (res.headersSent) return void res.destroy();
      state = "open";
      const { statusCode } = res;
      for (const name of res.getHeaderNames()) res.removeHeader(name);
      send(req, res, answer);
      drop(statusCode);
    },
  };
}
