import { webhook } from "hookonce/fetch";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ADDRESS, inPieces, streamOf, toRequest, toStreamed } from "./fetch-requests.js";
import { bodyOf, pause, SECRET, sign, watchedOptions } from "./support/deliveries.js";

const MIB = 1024 * 1024;

function endpoint(own: object = {}) {
  const watched = watchedOptions();
  const handled = vi.fn((_event: { readonly body: Uint8Array }) => {});
  const answer = webhook({ ...watched.options, ...own }, handled);
  return { ...watched, handled, answer, codes: () => watched.rejected.map(({ code }) => code) };
}

afterEach(() => void vi.useRealTimers());

const announced = (signed: ReturnType<typeof sign>, bytes: number) => ({
  headers: [...signed.headers, ["content-length", String(bytes)] as [string, string]],
});

describe("a body in pieces", () => {
  it.each([1, 2, 7, 1000, 65_536])("of %i bytes is put together", async (size) => {
    const { answer, handled } = endpoint();
    const signed = sign({ body: bodyOf(3001) });
    expect((await answer(toStreamed(signed, inPieces(signed.body, size).stream))).status).toBe(200);
    expect(Buffer.from(handled.mock.calls[0]![0].body)).toEqual(signed.body);
  });

  it("is put together when some are empty", async () => {
    const { answer, handled } = endpoint();
    const signed = sign();
    const [head, tail] = [new Uint8Array(signed.body.subarray(0, 9)), new Uint8Array(signed.body.subarray(9))];
    const none = new Uint8Array();
    expect((await answer(toStreamed(signed, streamOf(none, head, none, none, tail, none)))).status).toBe(200);
    expect(Buffer.from(handled.mock.calls[0]![0].body)).toEqual(signed.body);
  });

  it("is not written into the memory that the platform lent", async () => {
    const signed = sign();
    const lent = new Uint8Array(200);
    lent.set(signed.body.subarray(0, 9));
    const stream = streamOf(lent.subarray(0, 9), new Uint8Array(signed.body.subarray(9)));
    expect((await endpoint().answer(toStreamed(signed, stream))).status).toBe(200);
    expect(lent.subarray(9)).toEqual(new Uint8Array(191));
  });

  it.each([1000, 65_536, 2 * MIB])("of %i bytes may have 1 MiB; one byte more is answered 413", async (size) => {
    const { answer, handled, codes } = endpoint();
    const [large, larger] = [sign({ body: bodyOf(MIB) }), sign({ body: bodyOf(MIB + 1) })];
    expect((await answer(toStreamed(larger, inPieces(larger.body, size).stream))).status).toBe(413);
    expect(codes()).toEqual(["BODY_TOO_LARGE"]);
    expect((await answer(toStreamed(large, inPieces(large.body, size).stream))).status).toBe(200);
    expect(handled).toHaveBeenCalledTimes(1);
  });

  it("has the limit of maxBodyBytes, to the byte", async () => {
    const { answer } = endpoint({ maxBodyBytes: 100 });
    const [fits, one] = [sign({ body: bodyOf(100) }), sign({ body: bodyOf(101) })];
    expect((await answer(toStreamed(fits, inPieces(fits.body, 64).stream))).status).toBe(200);
    expect((await answer(toStreamed(one, inPieces(one.body, 64).stream))).status).toBe(413);
  });
});

describe("a body that is too large", () => {
  it("is read up to the limit and no further", async () => {
    const endless = inPieces(new Uint8Array(100 * MIB), 1000);
    expect((await endpoint().answer(toStreamed(sign(), endless.stream))).status).toBe(413);
    expect(endless.given).toBeGreaterThan(MIB);
    expect(endless.given).toBeLessThan(MIB + 10_000);
  });

  it("by its Content-Length is not read at all", async () => {
    const { answer, codes } = endpoint();
    const signed = sign();
    const pieces = inPieces(signed.body, 10);
    expect((await answer(toStreamed(announced(signed, MIB + 1), pieces.stream))).status).toBe(413);
    expect([codes(), pieces.given]).toEqual([["BODY_TOO_LARGE"], 0]);
  });

  it("is refused whatever its Content-Length says", async () => {
    const signed = sign({ body: bodyOf(MIB + 1) });
    const { stream } = inPieces(signed.body, 65_536);
    expect((await endpoint().answer(toStreamed(announced(signed, 10), stream))).status).toBe(413);
  });
});

describe("a body that does not come whole", () => {
  it("in time is answered 408", async () => {
    const { answer, handled, codes } = endpoint({ bodyTimeoutMs: 20 });
    const stalled = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array([123])) });
    expect((await answer(toStreamed(sign(), stalled))).status).toBe(408);
    expect(codes()).toEqual(["BODY_TIMEOUT"]);
    expect(handled).not.toHaveBeenCalled();
  });

  it("because the upload broke off is no delivery", async () => {
    const { answer, handled, codes } = endpoint();
    let pulls = 0;
    const broken = new ReadableStream({
      pull: (controller) =>
        pulls++ ? controller.error(new Error("reset")) : controller.enqueue(new Uint8Array([123])),
    });
    expect((await answer(toStreamed(sign(), broken))).status).toBe(400);
    expect(codes()).toEqual(["BODY_ABORTED"]);
    expect(handled).not.toHaveBeenCalled();
  });

  it("is not what the deadline means once the body is there", async () => {
    const secret = () => pause(60).then(() => SECRET);
    expect((await endpoint({ bodyTimeoutMs: 20, secret }).answer(toRequest(sign()))).status).toBe(200);
  });

  it("leaves no timer behind, whether it came or not", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { answer } = endpoint();
    const tooLarge = inPieces(new Uint8Array(2 * MIB), MIB);
    expect((await answer(toRequest(sign({ secret: "whsec_another" })))).status).toBe(401);
    expect((await answer(toStreamed(sign(), tooLarge.stream))).status).toBe(413);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("because there is none is judged by its signature", async () => {
    const { answer, codes } = endpoint();
    expect((await answer(new Request(ADDRESS, { method: "POST", headers: sign().headers }))).status).toBe(401);
    expect(codes()).toEqual(["SIGNATURE_MISMATCH"]);
  });
});

describe("a body that somebody else", () => {
  const refused = async (request: Request) => {
    const { answer, handled } = endpoint();
    const response = await answer(request);
    expect(handled).not.toHaveBeenCalled();
    return [response.status, await response.json()];
  };
  const alreadyRead = {
    code: "BODY_ALREADY_READ",
    message: expect.stringMatching(/request\.clone\(\).* webhook\(\) first/),
  };

  it("has read is a 500 that names the remedy", async () => {
    const request = toRequest(sign());
    await request.json();
    expect(await refused(request)).toMatchObject([500, alreadyRead]);
  });

  it("is reading is a 500 that names the remedy", async () => {
    const request = toRequest(sign());
    request.body?.getReader();
    expect(await refused(request)).toMatchObject([500, alreadyRead]);
  });

  it("has read through a clone is there", async () => {
    const request = toRequest(sign());
    await request.clone().json();
    expect((await endpoint().answer(request)).status).toBe(200);
  });

  it("has made into text is refused, because those are not the bytes that were signed", async () => {
    const { method, url, headers } = toRequest(sign());
    const request = { method, url, headers, bodyUsed: false, body: streamOf("{}") } as Request;
    expect(await refused(request)).toMatchObject([500, { code: "BODY_NOT_BYTES" }]);
  });
});
