import type { Signed } from "./support/deliveries.js";

export const ADDRESS = "https://shop.example/hook";

/** A delivery as a Request. */
export const toRequest = ({ headers, body }: Signed, init: RequestInit = {}): Request =>
  new Request(ADDRESS, { method: "POST", headers, body: new Uint8Array(body), ...init });

/** A delivery whose body is this stream, without Content-Length. */
export const toStreamed = ({ headers }: Pick<Signed, "headers">, body: ReadableStream, method = "POST"): Request =>
  new Request(ADDRESS, { method, headers, body, duplex: "half" } as RequestInit);

/** Bytes in pieces of one size. A piece is made when it is asked for; `given` says how far that went. */
export function inPieces(bytes: Uint8Array, size: number) {
  const pieces = {
    given: 0,
    stream: new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          if (pieces.given >= bytes.length) return controller.close();
          controller.enqueue(Uint8Array.from(bytes.subarray(pieces.given, pieces.given + size)));
          pieces.given += size;
        },
      },
      { highWaterMark: 0 },
    ),
  };
  return pieces;
}

/** A stream of exactly these chunks. */
export const streamOf = (...chunks: unknown[]): ReadableStream =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
