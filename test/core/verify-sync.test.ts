import { computeSignature, createVerifier } from "hookonce";
import { discord } from "hookonce/providers/discord";
import { github } from "hookonce/providers/github";
import { plaid } from "hookonce/providers/plaid";
import { stripe } from "hookonce/providers/stripe";
import { computeSignatureSync, createVerifierSync, verifySync } from "hookonce/sync";
import { describe, expect, it } from "vitest";
import { synchronous } from "#crypto";
import { deliver, providerOf, SECRET } from "../support/acme.js";
import { codeOf, refusal } from "../support/refusal.js";

const acme = providerOf();

if (synchronous)
  describe("at once, with node:crypto", () => {
    const verifyAcme = createVerifierSync(acme, { secret: SECRET });

    it("gives the event that the other form gives", async () => {
      const delivery = deliver('{"id":"evt_1"}', SECRET);
      const later = await createVerifier(acme, { secret: SECRET })(delivery);
      for (const event of [verifyAcme(delivery), verifySync(acme, delivery, { secret: SECRET })]) {
        expect([event.id, event.type, event.payload]).toEqual([later.id, later.type, later.payload]);
      }
    });

    it("refuses what the other form refuses, with the same code", async () => {
      const good = deliver("{}", SECRET);
      const verifyLater = createVerifier(acme, { secret: SECRET });
      for (const delivery of [
        deliver("{}", "another secret"),
        { ...good, body: "{ }" },
        { ...good, headers: {} },
        { ...good, body: {} as never },
        null as never,
      ]) {
        expect(await codeOf(() => verifyAcme(delivery))).toBe(await codeOf(verifyLater(delivery)));
      }
    });

    it("takes public keys", async () => {
      const headers = { "x-signature-ed25519": "00".repeat(64), "x-signature-timestamp": "1767225600" };
      const publicKey = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
      const options = { publicKey, clock: () => 1_767_225_600_000 };
      expect(await codeOf(() => verifySync(discord, { headers, body: "{}" }, options))).toBe("SIGNATURE_MISMATCH");
    });

    it("stops the app while it starts where keys are not at hand", async () => {
      const build = (provider: object, options: object) =>
        codeOf(() => createVerifierSync(provider as never, options as never));
      expect(await build(stripe, { secret: () => SECRET })).toBe("OPTION_INVALID");
      expect(await build(plaid, { clientId: "x", secret: "x", environment: "sandbox" })).toBe("OPTION_INVALID");
      expect(await build(stripe, {})).toBe("SECRET_MISSING");
      expect(await build({}, {})).toBe("PROVIDER_INVALID");
    });

    it("computes the signature that the other form computes", async () => {
      const parts = { body: "Hello, World!" };
      const bytes = computeSignatureSync(github.scheme, SECRET, parts);
      expect(bytes).toEqual(await computeSignature(github.scheme, SECRET, parts));
      expect(await codeOf(() => computeSignatureSync(discord.scheme as never, SECRET, parts))).toBe(
        "SCHEME_CANNOT_SIGN",
      );
    });
  });

if (!synchronous)
  describe("where there is Web Crypto only", () => {
    it("says so while the app starts", async () => {
      for (const run of [
        () => createVerifierSync(acme, { secret: SECRET }),
        () => computeSignatureSync(github.scheme, SECRET, { body: "" }),
      ]) {
        const error = await refusal(run);
        expect(error.code).toBe("OPTION_INVALID");
        expect(error.message).toContain("node:crypto");
      }
    });
  });
