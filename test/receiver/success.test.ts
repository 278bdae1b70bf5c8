import { createHmac } from "node:crypto";
import { createReceiver, reply } from "hookonce";
import { dropbox } from "hookonce/providers/dropbox";
import { dropboxSign } from "hookonce/providers/dropbox-sign";
import { describe, expect, it, vi } from "vitest";

const SECRET = "s3cret-0123456789";
const hex = (text: string) => createHmac("sha256", SECRET).update(text).digest("hex");

/** A genuine delivery of Dropbox Sign. */
function signed(time = "1764000000") {
  const event = { event_time: time, event_type: "callback_test", event_hash: hex(`${time}callback_test`) };
  const part = `Content-Disposition: form-data; name="json"\r\n\r\n${JSON.stringify({ event })}`;
  return {
    method: "POST",
    headers: { "content-type": "multipart/form-data; boundary=b" },
    body: `--b\r\n${part}\r\n--b--\r\n`,
  };
}

describe("a sender that wants to read a text", () => {
  const options = { provider: dropboxSign, secret: SECRET, acceptUnsignedBody: true } as const;
  const TEXT = "Hello API Event Received";

  it("gets it for a handled event and for its duplicate", async () => {
    const handler = vi.fn();
    const receiver = createReceiver(options, handler);
    expect(await receiver.receive(signed())).toMatchObject({ status: 200, body: TEXT });
    expect(await receiver.receive(signed())).toMatchObject({ status: 200, body: TEXT });
    expect(handler).toHaveBeenCalledTimes(1);
  });

  it("gets the handler's own answer where it gives one, and never the text for work that was not done", async () => {
    const own = createReceiver(options, () => reply(200, "mine"));
    expect((await own.receive(signed())).body).toBe("mine");
    const failing = createReceiver({ ...options, onFailed: () => {} }, () => {
      throw new Error("no");
    });
    const answer = await failing.receive(signed());
    expect([answer.status, String(answer.body).includes(TEXT)]).toEqual([500, false]);
    const refused = await own.receive({ ...signed(), body: "x" });
    expect([refused.status, String(refused.body).includes(TEXT)]).toEqual([401, false]);
  });
});

it("a sender whose events repeat byte for byte is not deduplicated unless that is asked for", async () => {
  const body = '{"list_folder":{"accounts":["dbid:1"]}}';
  const delivery = { method: "POST", headers: { "x-dropbox-signature": hex(body) }, body };
  const handler = vi.fn();
  const receiver = createReceiver({ provider: dropbox, secret: SECRET }, handler);
  await receiver.receive(delivery);
  await receiver.receive(delivery);
  expect(handler).toHaveBeenCalledTimes(2);
  const once = vi.fn();
  const asked = createReceiver({ provider: dropbox, secret: SECRET, once: true }, once);
  await asked.receive(delivery);
  await asked.receive(delivery);
  expect(once).toHaveBeenCalledTimes(1);
});
