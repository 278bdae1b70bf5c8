import express from "express";
import { webhook } from "hookonce/express";
import { describe, expect, it } from "vitest";
import { strangeSecret } from "../../src/cli/credential.js";
import { SAMPLES } from "../../src/cli/samples/index.js";
import { providerOf } from "../support/data.js";
import { cli, end, SECRET, serve } from "./support.js";

/** Our own endpoint: what took effect, and how. */
async function ours(id: string, secret: string) {
  const handled: { id: string; type: string }[] = [];
  const app = express();
  const provider = await providerOf(id);
  const options = { provider, secret, acceptUnsignedBody: true, once: true } as never;
  app.post(
    "/hook",
    webhook(options, async (event: any) => void handled.push({ id: event.id, type: event.type })),
  );
  return { url: `${await serve(app)}/hook`, handled };
}

describe("send", () => {
  it("a delivery is accepted by our own endpoint, with its type", async () => {
    const { url, handled } = await ours("stripe", SECRET);
    const run = await cli(["send", url, "--provider", "stripe", "--event", "invoice.paid"]);
    expect(run).toMatchObject({ code: 0, out: expect.stringMatching(/^accepted {2}200 /) });
    expect(handled).toEqual([{ id: expect.stringMatching(/^evt_/), type: "invoice.paid" }]);
  });

  it("with another secret it is refused, and the command ends with 1", async () => {
    const { url, handled } = await ours("stripe", "whsec_another0ne");
    const run = await cli(["send", url, "--provider", "stripe", "--json"]);
    expect(run.code).toBe(1);
    expect(JSON.parse(run.out)).toMatchObject({
      accepted: 0,
      refused: 1,
      deliveries: [{ status: 401, accepted: false }],
    });
    expect(handled).toEqual([]);
  });

  it("duplicates are deliveries of one event, side by side: it takes effect once", async () => {
    const { url, handled } = await ours("stripe", SECRET);
    const args = ["--count", "2", "--duplicate", "5", "--concurrency", "10", "--json"];
    const { code, out } = await cli(["send", url, "--provider", "stripe", ...args]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ accepted: 10, refused: 0 });
    expect(handled).toHaveLength(2);
  });

  it("no more run at once than --concurrency says", async () => {
    let [now, most] = [0, 0];
    const url = await serve((_request, response) => {
      most = Math.max(most, ++now);
      setTimeout(() => {
        now--;
        end(response, 200);
      }, 20);
    });
    await cli(["send", url, "--provider", "stripe", "--count", "12", "--concurrency", "4"]);
    expect(most).toBe(4);
  });

  const hashed = Object.keys(SAMPLES).filter((id) => !["discord", "sendgrid"].includes(id));

  it.each(hashed)("%s: each of its sample events is accepted", async (id) => {
    const secret = strangeSecret(await providerOf(id));
    const { url, handled } = await ours(id, secret);
    for (const event of SAMPLES[id]?.events ?? []) {
      const args = ["send", url, "--provider", id, "--event", event, "--secret-env", "S", "--duplicate", "2"];
      expect(await cli(args, { env: { S: secret } })).toMatchObject({ code: 0 });
    }
    expect(handled).toHaveLength(SAMPLES[id]?.events.length as number);
  });

  it("a redirect is not followed", async () => {
    let asked = 0;
    const url = await serve((_request, response) => {
      asked++;
      response.writeHead(307, { location: "/elsewhere" }).end();
    });
    expect(await cli(["send", url, "--provider", "stripe"])).toMatchObject({ code: 1 });
    expect(asked).toBe(1);
  });

  it("what an endpoint answers cannot move the cursor of the terminal", async () => {
    const url = await serve((_request, response) => end(response, 200, "\u001b[2Jgone"));
    expect((await cli(["send", url, "--provider", "stripe"])).out).not.toContain("\u001b");
  });

  it("other machines are not reached without --i-own-this-endpoint", async () => {
    for (const name of ["send", "check"]) {
      const { code, err } = await cli([name, "http://192.0.2.1/", "--provider", "stripe"]);
      expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("--i-own-this-endpoint") });
    }
  });

  it("a secret that is sent along does not go over plain http to another machine", async () => {
    const args = ["send", "http://192.0.2.1/", "--provider", "gitlab", "--i-own-this-endpoint"];
    const { code, err } = await cli(args, { env: { GITLAB_WEBHOOK_TOKEN: "glpat-0123456789abcdef" } });
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("plain http") });
  });
});
