import { WebhookError } from "hookonce";
import { describe, expect, it } from "vitest";
import type { Bench } from "./bench.js";
import { bodyOf, sign, until } from "./deliveries.js";
import { chunk, dial, head } from "./wire.js";

const MIB = 1024 * 1024;

/** How the bytes of a body get to the receiver, and what is answered when they do not. */
export function bodyCases({ app, parsers, jsonParser }: Bench): void {
  it("a body of 1 MiB is read, one byte more is answered 413", async () => {
    const { post, ran, store } = await app();
    expect((await post(sign({ body: bodyOf(MIB + 1) }))).status).toBe(413);
    expect([ran, store.calls]).toEqual([[], []]);
    expect((await post(sign({ body: bodyOf(MIB) }))).status).toBe(200);
    expect(ran).toHaveLength(1);
  });

  it("a chunked body of 1 MiB is read, one byte more is answered 413", async () => {
    const { port, path, ran, store } = await app();
    const post = async (body: Buffer) => {
      const wire = await dial(port);
      wire.write(head({ path, headers: [...sign({ body }).headers, ["transfer-encoding", "chunked"]] }));
      for (let at = 0; at < body.length; at += 50_000) wire.write(chunk(body.subarray(at, at + 50_000)));
      wire.write(chunk(Buffer.alloc(0)));
      const answer = await wire.answer();
      wire.socket.destroy();
      return answer?.status;
    };
    expect(await post(bodyOf(MIB + 1))).toBe(413);
    expect([ran, store.calls]).toEqual([[], []]);
    expect(await post(bodyOf(MIB))).toBe(200);
    expect(ran).toHaveLength(1);
  });

  it("a body in single bytes is what was sent", async () => {
    const { port, path, ran } = await app();
    const { headers, body } = sign({ id: "evt_café_✓" });
    const wire = await dial(port);
    wire.write(head({ path, headers: [...headers, ["content-length", String(body.length)]] }));
    for (const byte of body) {
      wire.write(new Uint8Array([byte]));
      await new Promise(setImmediate);
    }
    expect(await wire.answer()).toMatchObject({ status: 200 });
    wire.socket.destroy();
    expect(ran).toEqual(["evt_café_✓"]);
  });

  it("a client that disconnects amid its body gets no run and no claim, and the next delivery is handled", async () => {
    const { port, path, post, ran, store, rejected } = await app();
    const { headers, body } = sign();
    const wire = await dial(port);
    wire.write(head({ path, headers: [...headers, ["content-length", String(body.length)]] }));
    wire.write(body.subarray(0, 10));
    setTimeout(() => wire.socket.destroy(), 50);
    await until(() => rejected.length > 0, "the refusal");
    expect(rejected[0]?.code).toBe("BODY_ABORTED");
    expect([ran, store.calls]).toEqual([[], []]);
    expect(wire.received()).toBe("");
    expect((await post(sign())).status).toBe(200);
  });

  it("a body that takes too long is answered 408", async () => {
    const { port, path, ran, store } = await app({ options: { bodyTimeoutMs: 100 } });
    const { headers, body } = sign();
    const wire = await dial(port);
    wire.write(head({ path, headers: [...headers, ["content-length", String(body.length)]] }));
    wire.write(body.subarray(0, 10));
    expect(await wire.answer()).toMatchObject({ status: 408 });
    wire.socket.destroy();
    expect([ran, store.calls]).toEqual([[], []]);
  });

  describe.each(Object.entries(parsers))(
    "with %s in front",
    (before, { code, says = /^/, contentType = "application/json" }) => {
      if (!code) {
        it("the bytes that it kept are taken", async () => {
          const { post, ran } = await app({ before });
          expect((await post(sign({ contentType }))).status).toBe(200);
          expect(ran).toHaveLength(1);
          const forged = sign({ contentType });
          forged.body[10]! ^= 1;
          expect((await post(forged)).status).toBe(401);
          expect(ran).toHaveLength(1);
        });
        return;
      }
      it("the answer is a 500 that names the remedy, and nothing runs", async () => {
        const { post, ran, store, rejected } = await app({ before });
        const answer = await post(sign({ contentType }));
        expect(answer).toMatchObject({
          status: 500,
          headers: { "content-type": expect.stringMatching("application/json") },
        });
        expect(JSON.parse(answer.body)).toMatchObject({ code, message: expect.stringMatching(says) });
        expect([ran, store.calls]).toEqual([[], []]);
        expect(rejected[0]).toBeInstanceOf(WebhookError);
      });
    },
  );

  if (jsonParser) {
    it("malformed JSON that a parser in front refuses does not run", async () => {
      const { post, ran, store } = await app({ before: jsonParser });
      const { status } = await post(sign({ body: "{" }));
      expect([400, 500]).toContain(status);
      expect([ran, store.calls]).toEqual([[], []]);
    });
  }
}
