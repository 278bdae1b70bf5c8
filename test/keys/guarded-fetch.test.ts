import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { guardedFetch } from "../../src/keys/guarded-fetch.js";
import { refusal } from "../support/refusal.js";

const URL_ = "https://keys.example.com/key.pem";

const servers: { close(): unknown; closeAllConnections(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A real server, and a fetch that leads the one address to it. */
async function serve(listener: RequestListener, lead = (init: RequestInit) => init) {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const base = `http://127.0.0.1:${port}`;
  const send = (async (url: string, init: RequestInit) => {
    const response = await fetch(url.replace("https://keys.example.com", base), lead(init));
    // As over the real connection: the answer bears the address that was asked for.
    const moved = response.redirected;
    Object.defineProperty(response, "url", { value: moved ? response.url : url });
    return response;
  }) as typeof fetch;
  return { fetch: send, base };
}

describe("guardedFetch", () => {
  it("gives the text, with the headers that it was told", async () => {
    const seen: unknown[] = [];
    const { fetch } = await serve((request, response) => {
      seen.push(request.method, request.url, request.headers.authorization, request.headers.cookie);
      response.end("Zoë");
    });
    expect(await guardedFetch(URL_, { fetch, headers: { authorization: "Bearer a" } })).toBe("Zoë");
    expect(seen).toEqual(["GET", "/key.pem", "Bearer a", undefined]);
  });

  it.each([301, 302, 303, 307, 308])("follows no redirect: %s", async (status) => {
    const asked: (string | undefined)[] = [];
    const { fetch } = await serve((request, response) => {
      asked.push(request.url);
      response.writeHead(status, { location: "/other.pem" }).end("key");
    });
    const error = await refusal(guardedFetch(URL_, { fetch }));
    expect(error).toMatchObject({ code: "KEY_UNAVAILABLE", status: 503 });
    expect(asked).toEqual(["/key.pem"]);
  });

  it("refuses the answer of a fetch that follows redirects all the same", async () => {
    const { fetch } = await serve(
      (request, response) => {
        if (request.url === "/other.pem") response.end("key");
        else response.writeHead(302, { location: "/other.pem" }).end();
      },
      (init) => ({ ...init, redirect: "follow" }),
    );
    expect(await refusal(guardedFetch(URL_, { fetch }))).toMatchObject({ code: "KEY_UNAVAILABLE" });
  });

  it.each([404, 410])("tells that nothing is there: %s", async (status) => {
    const { fetch } = await serve((_request, response) => response.writeHead(status).end("key"));
    expect(await refusal(guardedFetch(URL_, { fetch }))).toMatchObject({ code: "KEY_UNKNOWN", status: 401 });
  });

  it.each([201, 204, 206, 400, 401, 403, 429, 500, 503])("takes no other answer: %s", async (status) => {
    const { fetch } = await serve((_request, response) => response.writeHead(status).end());
    expect(await refusal(guardedFetch(URL_, { fetch }))).toMatchObject({ code: "KEY_UNAVAILABLE", status: 503 });
  });

  it("takes 64 KiB and not a byte more, announced or not", async () => {
    for (const announced of [true, false]) {
      for (const [size, code] of [
        [65_536, undefined],
        [65_537, "KEY_UNAVAILABLE"],
      ] as const) {
        const { fetch } = await serve((_request, response) => {
          const body = Buffer.alloc(size, "a");
          if (announced) response.setHeader("content-length", size);
          response.write(body.subarray(0, 1000));
          response.end(body.subarray(1000));
        });
        const attempt = guardedFetch(URL_, { fetch });
        if (code) expect(await refusal(attempt)).toMatchObject({ code });
        else expect(await attempt).toHaveLength(size);
      }
    }
  });

  it("stops reading what does not end", async () => {
    let sent = 0;
    let closed = false;
    const { fetch } = await serve((_request, response) => {
      const timer = setInterval(() => {
        sent += 16_384;
        response.write(Buffer.alloc(16_384, "a"));
      }, 1);
      response.on("close", () => {
        closed = true;
        clearInterval(timer);
      });
    });
    expect(await refusal(guardedFetch(URL_, { fetch }))).toMatchObject({ code: "KEY_UNAVAILABLE" });
    await expect.poll(() => closed).toBe(true);
    expect(sent).toBeLessThan(16 * 1024 * 1024);
  });

  it("counts what arrives, not what was compressed", async () => {
    const { gzipSync } = await import("node:zlib");
    const { fetch } = await serve((_request, response) => {
      response.setHeader("content-encoding", "gzip");
      response.end(gzipSync(Buffer.alloc(10_000_000, "a")));
    });
    expect(await refusal(guardedFetch(URL_, { fetch }))).toMatchObject({ code: "KEY_UNAVAILABLE" });
  });

  it.each([
    ["nothing is sent", () => {}],
    ["the headers come, and no body", (response: { flushHeaders(): void }) => response.flushHeaders()],
    [
      "the body drips",
      (response: { write(text: string): void }) => void setInterval(() => response.write("a"), 20).unref(),
    ],
  ])("waits no longer than it was told when %s", async (_what, answer) => {
    const { fetch } = await serve((_request, response) => answer(response as never));
    const started = performance.now();
    const error = await refusal(guardedFetch(URL_, { fetch, timeoutMs: 150 }));
    expect(error).toMatchObject({ code: "KEY_UNAVAILABLE", message: expect.stringContaining("150 ms") });
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it("waits no longer for a fetch that does not heed the signal", async () => {
    const error = await refusal(guardedFetch(URL_, { fetch: () => new Promise(() => {}), timeoutMs: 50 }));
    expect(error).toMatchObject({ code: "KEY_UNAVAILABLE" });
  });

  it("refuses bytes that are no UTF-8, and gives an empty text for an empty answer", async () => {
    const broken = await serve((_request, response) => response.end(Buffer.from([0x61, 0xff])));
    expect(await refusal(guardedFetch(URL_, broken))).toMatchObject({ code: "KEY_UNAVAILABLE" });
    const empty = await serve((_request, response) => response.end());
    expect(await guardedFetch(URL_, empty)).toBe("");
  });

  it("keeps the cause, and quotes nothing of the answer", async () => {
    const { fetch } = await serve((_request, response) => response.writeHead(500).end("top secret"));
    const error = await refusal(guardedFetch(URL_, { fetch }));
    expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toContain("secret");
    const failed = new TypeError("fetch failed");
    const other = await refusal(guardedFetch(URL_, { fetch: () => Promise.reject(failed) }));
    expect(other).toMatchObject({ code: "KEY_UNAVAILABLE", cause: failed });
    const thrown = () => {
      throw failed;
    };
    expect(await refusal(guardedFetch(URL_, { fetch: thrown as never }))).toMatchObject({ cause: failed });
  });
});
