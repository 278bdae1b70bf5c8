import { expect, it } from "vitest";
import type { Bench } from "./bench.js";
import { freshId, NOW, SECRET, sign } from "./deliveries.js";
import { dial, head, send } from "./wire.js";

/** What is genuine runs, what is not is refused before anything is claimed. */
export function refusalCases({ app }: Bench): void {
  it("a genuine delivery runs once and is answered 200", async () => {
    const { post, ran, store } = await app();
    const id = freshId();
    expect(await post(sign({ id }))).toMatchObject({ status: 200 });
    expect(ran).toEqual([id]);
    expect(store.calls).toEqual(["claim", "complete"]);
  });

  it("a forged delivery is refused: one bit of the body, another secret, no signature", async () => {
    const { post, ran, store, rejected } = await app();
    const flipped = sign();
    flipped.body[10]! ^= 1;
    const unsigned = { ...sign(), headers: [] };
    for (const forged of [flipped, sign({ secret: `${SECRET}x` }), unsigned]) {
      expect(await post(forged)).toMatchObject({ status: 401, body: "Unauthorized" });
    }
    expect(rejected.map(({ code }) => code)).toEqual(["SIGNATURE_MISMATCH", "SIGNATURE_MISMATCH", "SIGNATURE_MISSING"]);
    expect([ran, store.calls]).toEqual([[], []]);
  });

  it("a delivery of 301 s ago is refused, one of 300 s ago is not", async () => {
    const { post, ran, rejected } = await app();
    expect((await post(sign({ timestamp: NOW / 1000 - 301 }))).status).toBe(401);
    expect(rejected.map(({ code }) => code)).toEqual(["TIMESTAMP_TOO_OLD"]);
    expect(ran).toEqual([]);
    expect((await post(sign({ timestamp: NOW / 1000 - 300 }))).status).toBe(200);
    expect(ran).toHaveLength(1);
  });

  it("a signature header that comes twice is refused, even when both are right", async () => {
    const { post, ran, rejected } = await app();
    const { headers, body } = sign();
    const doubled = [...headers, headers[1]!];
    expect((await post({ headers: doubled, body })).status).toBe(401);
    expect(["SIGNATURE_DUPLICATED", "SIGNATURE_MALFORMED"]).toContain(rejected[0]?.code);
    expect(ran).toEqual([]);
    expect((await post({ headers, body })).status).toBe(200);
  });

  it("a signature header with control bytes is refused, and the next delivery is handled", async () => {
    const { post, ran } = await app();
    for (const byte of ["\x00", "\x01", "\x7f", "\x80", "\xff"]) {
      const { headers, body } = sign();
      const { status } = await post({ headers: [["stripe-signature", `${headers[1]![1]}${byte}`]], body });
      expect([400, 401]).toContain(status);
    }
    expect(ran).toEqual([]);
    expect((await post(sign())).status).toBe(200);
  });

  it("a method other than POST is answered 405 with Allow", async () => {
    const { port, path, ran } = await app();
    const { headers, body } = sign();
    for (const method of ["PUT", "PATCH", "DELETE"]) {
      const answer = await send(port, { method, path, headers }, body);
      expect(answer).toMatchObject({ status: 405, headers: { allow: "POST" } });
    }
    expect(await send(port, { method: "GET", path, headers })).toMatchObject({
      status: 405,
      headers: { allow: "POST" },
    });
    expect(ran).toEqual([]);
  });

  it("a HEAD is answered 405 without a body", async () => {
    const { port, path } = await app();
    const wire = await dial(port);
    wire.write(head({ method: "HEAD", path, headers: [["connection", "close"]] }));
    await new Promise((resolve) => wire.socket.once("close", resolve));
    expect(wire.received()).toMatch(/^HTTP\/1\.1 405 [\s\S]*\r\n\r\n$/);
  });

  it("a content-encoding is answered 415, save identity", async () => {
    const { post, ran } = await app();
    const { headers, body } = sign();
    expect((await post({ headers: [...headers, ["content-encoding", "gzip"]], body })).status).toBe(415);
    expect(ran).toEqual([]);
    expect((await post({ headers: [...headers, ["content-encoding", "identity"]], body })).status).toBe(200);
  });

  it("a wrong body of a right type is answered 400 after its signature held", async () => {
    const { post, ran, rejected } = await app();
    expect((await post(sign({ body: "{" }))).status).toBe(400);
    expect(rejected.map(({ code }) => code)).toEqual(["PAYLOAD_MALFORMED"]);
    expect(ran).toEqual([]);
  });
}
