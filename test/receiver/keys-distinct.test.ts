import fc from "fast-check";
import {
  computeSignature,
  createReceiver,
  defineProvider,
  fromBody,
  fromHeader,
  hmac,
  token,
  type WebhookEvent,
} from "hookonce";
import { describe, expect, it } from "vitest";
import { bytes, onVirtualClock, SECRET } from "./_support.js";

onVirtualClock();

describe("no two lists of parts are one key", () => {
  const names = ["x-a", "x-b", "x-c"];
  const signed = defineProvider({
    id: "many",
    name: "Many",
    docs: "https://example.com",
    checked: "2026-11",
    scheme: hmac({ hash: "sha256", header: "x-signature", format: "{signature}", encoding: "hex", signs: "{body}" }),
    keyAlso: names.map((name) => fromHeader(name)),
  });
  const plain = defineProvider({
    id: "plain",
    name: "Plain",
    docs: "https://example.com",
    checked: "2026-11",
    scheme: token({ header: "x-token" }),
    eventId: fromBody("id"),
  });

  it("whatever stands in the headers that are joined to it", async () => {
    const signature = await computeSignature(signed.scheme, SECRET, { body: bytes("{}") });
    const receiver = createReceiver(
      { provider: signed, secret: SECRET },
      (_event, { idempotencyKey }) => void keys.push(idempotencyKey),
    );
    let keys: string[] = [];
    const keyOf = async (values: string[]) => {
      keys = [];
      const headers = Object.fromEntries(names.map((name, i) => [name, values[i]]));
      const { event } = await receiver.receive({
        headers: { ...headers, "x-signature": Buffer.from(signature).toString("hex") },
        body: "{}",
      });
      return receiver.keyOf(event as WebhookEvent);
    };
    const value = fc.oneof(
      fc.constantFrom("", "0:", "1:a", "1:", ":", "a", "1:a0:", "0:1:a"),
      fc.string({ unit: "grapheme" }),
    );
    const list = fc.tuple(value, value, value);
    await fc.assert(
      fc.asyncProperty(list, list, async (one, two) => {
        expect((await keyOf(one)) === (await keyOf(two))).toBe(JSON.stringify(one) === JSON.stringify(two));
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it("whatever the ids are", async () => {
    const receiver = createReceiver({ provider: plain, secret: "tok-1234567" }, () => {});
    const keyOf = async (id: string) => {
      const { event, status } = await receiver.receive({
        headers: { "x-token": "tok-1234567" },
        body: JSON.stringify({ id }),
      });
      return status === 200 ? receiver.keyOf(event as WebhookEvent) : undefined;
    };
    const id = fc.oneof(
      fc.constantFrom("~", "evt_1", "~evt_1", "default:evt_1", "\ufffd", "\ud800", "\udc00"),
      fc.string({ unit: "binary", maxLength: 70 }),
    );
    await fc.assert(
      fc.asyncProperty(id, id, async (one, two) => {
        const [a, b] = [await keyOf(one), await keyOf(two)];
        if (a === undefined || b === undefined) return;
        expect(a === b).toBe(one === two);
      }),
      { seed: 6, numRuns: 250 },
    );
  });
});
