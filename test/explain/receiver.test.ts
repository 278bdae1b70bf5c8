import { createHmac } from "node:crypto";
import { createReceiver } from "hookonce";
import { explainRefusals } from "hookonce/explain";
import { github } from "hookonce/providers/github";
import { describe, expect, it, vi } from "vitest";

const secret = "It's a Secret to Everybody";
const headersOf = (signed: string) => ({
  "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(signed).digest("hex")}`,
  "x-github-event": "push",
});

function open(options: object, handler: () => unknown = () => {}) {
  const onRejected = vi.fn();
  const receiver = createReceiver({ provider: github, secret, onRejected, ...options }, handler);
  const send = (body: string, signed: string, headers: object = {}) =>
    receiver.receive({
      method: "POST",
      headers: { ...headersOf(signed), ...headers },
      body: async () => Buffer.from(body),
    });
  return { send, onRejected };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 100));

describe("a receiver that explains", () => {
  it("onRejected gets a report that runs when it is called, over the bytes that were read", async () => {
    const { send, onRejected } = open({ explain: explainRefusals() });
    expect((await send("{}\n", "{}")).status).toBe(401);
    const [{ report, error }] = onRejected.mock.lastCall as any;
    expect(error.code).toBe("SIGNATURE_MISMATCH");
    const { findings } = await report();
    expect(findings[0]).toMatchObject({ cause: "body-newline", certainty: "certain" });
    expect(await report()).toBe(await report());
  });

  it("without the option there is none", async () => {
    const { send, onRejected } = open({});
    await send("{}\n", "{}");
    expect(onRejected.mock.lastCall?.[0].report).toBeUndefined();
  });

  it("nothing is printed unless the reason is exposed; then each cause once", async () => {
    const print = vi.fn();
    const silent = open({ explain: explainRefusals({ print }) });
    await silent.send("{}\n", "{}");
    await settled();
    expect(print).not.toHaveBeenCalled();
    const { send } = open({ explain: explainRefusals({ print }), exposeReason: true });
    for (const body of ["{}\n", "{}\n", "\uFEFF{}"]) {
      await send(body, "{}");
      await settled();
    }
    expect(print.mock.calls.map(([text]) => /1\. (\S+)/.exec(text)?.[1])).toEqual(["body-newline", "body-bom"]);
  });

  it("a flood of refused deliveries is explained one at a time", async () => {
    const print = vi.fn();
    const { send } = open({ explain: explainRefusals({ print }), exposeReason: true });
    await Promise.all(Array.from({ length: 30 }, (_one, i) => send(`{"n":${i}}`, "{}")));
    await settled();
    expect(print.mock.calls.length).toBeLessThanOrEqual(1);
  });

  it("what has no part in it is not explained: an encoding, a handler that throws, a genuine event", async () => {
    const { send, onRejected } = open({ explain: explainRefusals(), onFailed: () => {} }, () => {
      throw new Error("no");
    });
    await send("{}", "{}", { "content-encoding": "gzip" });
    expect(onRejected.mock.lastCall?.[0]).toMatchObject({ status: 415, report: undefined });
    await send("{}", "{}");
    expect(onRejected).toHaveBeenCalledTimes(1);
  });

  it("an explain that throws, or fails later, changes no answer", async () => {
    const broken = open({
      explain: () => {
        throw new Error("broken");
      },
    });
    expect((await broken.send("{}\n", "{}")).status).toBe(401);
    expect(broken.onRejected).toHaveBeenCalledTimes(1);
  });

  it("an explain that is no function is refused while the app is built", () => {
    expect(() => open({ explain: true })).toThrow(expect.objectContaining({ code: "OPTION_INVALID" }));
  });
});
