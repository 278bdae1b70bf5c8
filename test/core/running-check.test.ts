import { createHash } from "node:crypto";
import fc from "fast-check";
import { fromBody, fromDigest, type HashSchemeData } from "hookonce";
import { describe, expect, it } from "vitest";
import { synchronous } from "#crypto";
import type { GenuineEvent } from "../../src/core/event.js";
import { startCheck } from "../../src/core/running-check.js";
import { type Begun, createVerification, type RunningCheck } from "../../src/core/verification.js";
import { deliver, providerOf, SECRET, schemeOf } from "../support/acme.js";
import { check, seeded } from "../support/property.js";

const begin = (secret: unknown, delivery = deliver("{}", SECRET), provider = providerOf()) => {
  const { begin, finish } = createVerification(provider, { secret });
  return { begun: begin(delivery) as Begun, finish };
};
const started = (secret: unknown, delivery = deliver("{}", SECRET), data: Partial<HashSchemeData> = {}) =>
  startCheck(begin(secret, delivery, providerOf(schemeOf(data))).begun);

if (synchronous)
  describe("a body that is hashed while it arrives", () => {
    it(`is judged as one that came whole, wherever it is cut ${seeded}`, () =>
      check(
        fc.asyncProperty(
          fc.uint8Array({ minLength: 1, maxLength: 400 }),
          fc.array(fc.nat(400), { maxLength: 4 }),
          fc.constantFrom(SECRET, "another secret", "old-secret-1"),
          async (body, cuts, signedWith) => {
            const { begun, finish } = begin([SECRET, "old-secret-1"], deliver(Buffer.from(body), signedWith));
            const running = startCheck(begun) as RunningCheck;
            let at = 0;
            for (const cut of cuts.filter((place) => place <= body.length).sort((a, b) => a - b)) {
              running.update(body.subarray(at, cut));
              at = cut;
            }
            expect(running.hashed).toBe(at);
            begun.running = running;
            const expected = signedWith === "another secret" ? { code: "SIGNATURE_MISMATCH" } : { body };
            expect(await finish(begun, { body })).toMatchObject(expected);
          },
        ),
        200,
      ));

    it("gives the digest by which its event is known, where it is", async () => {
      const body = Buffer.from("a body in two pieces");
      for (const [eventId, digests] of [
        [undefined, true],
        [fromDigest(), true],
        [fromBody("id"), false],
        [[fromBody("id"), fromDigest()], false],
      ] as const) {
        const provider = providerOf(undefined, { eventId: eventId as never });
        const { begun, finish } = begin(SECRET, deliver(body, SECRET), provider);
        const running = startCheck(begun) as RunningCheck;
        running.update(body.subarray(0, 3));
        begun.running = running;
        const event = (await finish(begun, { body })) as GenuineEvent;
        if (digests) expect(event.id).toBe(`sha256:${createHash("sha256").update(body).digest("base64url")}`);
        expect(startCheck(begun)?.bodyDigest() !== undefined).toBe(digests);
      }
    });

    it("is not, where the template uses it in another way, for many secrets, or where a secret comes from a function", () => {
      expect(started(SECRET)).toBeDefined();
      expect(started([SECRET, "b1234567", "c1234567", "d1234567"])).toBeDefined();
      expect(started([SECRET, "b1234567", "c1234567", "d1234567", "e1234567"])).toBeUndefined();
      expect(started(() => SECRET)).toBeUndefined();
      for (const signs of ["{body|sha256}", "{body}{body}", "[{body}]", ["{body}", "x{body}"]]) {
        expect(started(SECRET, deliver("{}", SECRET), { signs })).toBeUndefined();
      }
      // What is missing is said when the body is there.
      expect(started(SECRET, deliver("{}", SECRET), { signs: "{header:x-missing}{body}" })).toBeUndefined();
    });

    it("is not with a copy of a scheme, whose check may be another", () => {
      const { begun } = begin(SECRET);
      expect(startCheck({ ...begun, scheme: { ...begun.scheme } })).toBeUndefined();
    });

    it("is hashed again, whole, where a secret was over by its end", async () => {
      const old = { id: "old", value: "old-secret-1", notAfter: new Date(1000) };
      let now = 900;
      const options = { secret: [SECRET, old], clock: () => now };
      const { begin, finish } = createVerification(providerOf(), options);
      const body = Buffer.from("{}");
      const begun = begin(deliver(body, "old-secret-1")) as Begun;
      begun.running = startCheck(begun);
      begun.running?.update(body.subarray(0, 1));
      now = 2000;
      expect(await finish(begun, { body })).toMatchObject({ secretId: "old" });
      const late = begin(deliver(body, "old-secret-1")) as Begun;
      late.running = startCheck(late);
      expect(finish(late, { body })).toMatchObject({ code: "SIGNATURE_MISMATCH" });
    });
  });

if (!synchronous)
  it("Web Crypto takes a body in one piece only", () => {
    expect(started(SECRET)).toBeUndefined();
  });
