import { createVerifier, verify } from "hookonce";
import { plaid } from "hookonce/providers/plaid";
import { describe, expect, it, vi } from "vitest";
import { deliveryOf, readVectors } from "../support/data.js";
import { codeOf, refusal } from "../support/refusal.js";
import { keys as pairs, tokenOf } from "../support/tokens.js";

const vector = readVectors("plaid")[0]!;
const [[id, jwk]] = Object.entries(vector.keysById!) as [[string, object]];
const clock = () => vector.now * 1000;

describe("the option keys of Plaid", () => {
  it("is asked once for an id, by verify as by a verifier", async () => {
    const keys = vi.fn(async () => jwk);
    for (let i = 0; i < 3; i++) await verify(plaid, deliveryOf(vector), { keys, clock });
    await createVerifier(plaid, { keys, clock })(deliveryOf(vector));
    expect(keys.mock.calls).toEqual([[id]]);
  });

  it("is asked again after an hour, or 30 s after it failed", async () => {
    let nowMs = clock();
    const keys = vi.fn(async () => jwk);
    const verifier = createVerifier(plaid, { keys, clock: () => nowMs, toleranceSeconds: 86_400 });
    await verifier(deliveryOf(vector));
    nowMs += 3_599_999;
    await verifier(deliveryOf(vector));
    expect(keys).toHaveBeenCalledTimes(1);
    nowMs += 1;
    keys.mockRejectedValueOnce(new Error("Plaid is down"));
    expect((await refusal(verifier(deliveryOf(vector)))).status).toBe(503);
    expect(await codeOf(verifier(deliveryOf(vector)))).toBe("KEY_UNAVAILABLE");
    expect(keys).toHaveBeenCalledTimes(2);
    nowMs += 30_000;
    await verifier(deliveryOf(vector));
    expect(keys).toHaveBeenCalledTimes(3);
  });

  it("is not asked by a token that names no key, or is stale", async () => {
    const keys = vi.fn(async () => jwk);
    const send = (header: object, iat: number) => {
      const token = tokenOf(header, { iat, request_body_sha256: "" }, pairs.p256.privateKey);
      return codeOf(verify(plaid, { headers: { "plaid-verification": token }, body: "" }, { keys, clock }));
    };
    expect(await send({ alg: "ES256" }, vector.now)).toBe("KEY_UNKNOWN");
    expect(await send({ alg: "ES256", kid: id }, vector.now - 301)).toBe("TIMESTAMP_TOO_OLD");
    expect(keys).not.toHaveBeenCalled();
  });

  it.each([undefined, null, {}, "key", jwk])("%j is no such option", async (keys) => {
    expect(await codeOf(() => createVerifier(plaid, { keys } as never))).toBe("OPTION_INVALID");
  });
});
