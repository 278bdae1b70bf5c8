import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import express from "express";
import { webhook } from "hookonce/express";
import { slack } from "hookonce/providers/slack";
import { stripe } from "hookonce/providers/stripe";
import { afterAll, describe, expect, it } from "vitest";
import { endpoint } from "./endpoint.js";
import { bytesOf, cli, end, SECRET, serve, sign } from "./support.js";

const folder = mkdtempSync(join(tmpdir(), "hookonce-check-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const check = async (url: string, ...more: string[]) => {
  const { code, out } = await cli(["check", url, "--provider", "stripe", "--json", ...more]);
  const report = JSON.parse(out);
  const of = (section: string) =>
    report.findings.filter((one: any) => one.section === section).map(({ probe }: any) => probe);
  return { code, report, dangerous: of("dangerous"), mend: of("mend"), untold: of("untold") };
};

describe("check", { timeout: 60_000 }, () => {
  it("finds nothing dangerous and nothing to mend at our own endpoint, within its bounds", async () => {
    let [count, requests, now, most] = [0, 0, 0, 0];
    const app = express();
    app.use((_request, response, next) => {
      requests++;
      most = Math.max(most, ++now);
      response.on("close", () => now--);
      next();
    });
    app.all(
      "/hook",
      webhook({ provider: stripe, secret: SECRET }, () => void count++),
    );
    app.get("/count", (_request, response) => void response.send(String(count)));
    const origin = await serve(app);
    const { code, report, dangerous, mend } = await check(`${origin}/hook`, "--effects-url", `${origin}/count`);
    expect({ code, dangerous, mend }).toEqual({ code: 0, dangerous: [], mend: [] });
    expect(report).toMatchObject({ verdict: "right", requests });
    expect(report.probes).toBeGreaterThanOrEqual(25);
    expect(requests).toBeLessThanOrEqual(120);
    expect(most).toBeLessThanOrEqual(20);
  });

  it("answers a handshake that a forger cannot have", async () => {
    const secret = "8f742231b10e8888abcd99yyyzzz85a5";
    const app = express();
    app.all(
      "/hook",
      webhook({ provider: slack, secret }, () => {}),
    );
    const url = `${await serve(app)}/hook`;
    const { code, out } = await cli(["check", url, "--provider", "slack", "--json"], {
      env: { SLACK_SIGNING_SECRET: secret },
    });
    expect(code).toBe(0);
    const handshake = JSON.parse(out).findings.find(({ probe }: any) => probe === "handshake");
    expect(handshake).toMatchObject({ section: "right", says: expect.stringContaining("a forged one is not") });
  });

  it("names what an endpoint accepts that it must not, and ends with 1", async () => {
    const url = await serve(async (request, response) => {
      await bytesOf(request);
      end(response, 200, "ok");
    });
    const { code, report, dangerous } = await check(url);
    expect({ code, verdict: report.verdict }).toEqual({ code: 1, verdict: "dangerous" });
    expect(dangerous).toEqual(
      expect.arrayContaining(["forged-body", "wrong-secret", "no-header", "empty-header", "stale", "truncated"]),
    );
    expect(
      report.findings.every(
        ({ says, remedy, section }: any) => says && (remedy || section === "right" || section === "untold"),
      ),
    ).toBe(true);
  });

  it("names the missing look at the time, and the missing memory, of one that compares with ===", async () => {
    const url = await serve(async (request, response) => {
      const body = (await bytesOf(request)) ?? Buffer.alloc(0);
      const [, t = "", v1] = /^t=(\d+),v1=([0-9a-f]+)$/.exec(String(request.headers["stripe-signature"])) ?? [];
      end(response, v1 === sign(SECRET, t, ".", body) ? 200 : 400);
    });
    const { code, dangerous, mend, untold } = await check(url);
    expect({ code, dangerous }).toEqual({ code: 1, dangerous: ["stale"] });
    expect(mend).toEqual(expect.arrayContaining(["future", "oversized", "two-signatures"]));
    // Effects cannot be seen from outside, and it says so.
    expect(untold).toEqual(expect.arrayContaining(["effects", "concurrent", "retry-after-failure"]));
  });

  it("stops after one request when the secret is another, and says so", async () => {
    const { url } = await endpoint();
    const { code, out } = await cli(["check", url, "--provider", "stripe"], {
      env: { STRIPE_WEBHOOK_SECRET: "whsec_another0ne1" },
    });
    expect(code).toBe(1);
    expect(out).toContain("The secret here is probably not the one that the endpoint has");
    expect(out).toContain("1 probe, 1 request,");
  });

  it.each([
    [404, "Compare the address"],
    [302, "It redirects"],
    [500, "fails on a genuine delivery"],
    [429, "limits requests"],
  ])("an endpoint that answers %i is told apart from a wrong secret", async (status, says) => {
    const url = await serve((_request, response) => end(response, status));
    const { out } = await cli(["check", url, "--provider", "stripe"]);
    expect(out.replace(/\s+/g, " ")).toContain(says);
  });

  it("an answer that tells the right signature, or the secret, is dangerous, and neither is printed", async () => {
    const url = await serve(async (request, response) => {
      const body = (await bytesOf(request)) ?? Buffer.alloc(0);
      const [, t = "", v1] = /^t=(\d+),v1=([0-9a-f]+)$/.exec(String(request.headers["stripe-signature"])) ?? [];
      const right = sign(SECRET, t, ".", body);
      end(response, v1 === right ? 200 : 400, request.method === "PUT" ? "" : `expected ${right}`);
    });
    expect((await check(url)).dangerous).toContain("answers");
    const open = await serve(async (request, response) => {
      await bytesOf(request);
      end(response, 200, `debug: secret=${SECRET}`);
    });
    const { report } = await check(open);
    expect(report.findings.find(({ probe }: any) => probe === "answers").says).toContain("the secret itself");
  });

  it("--report writes one page that loads nothing and runs nothing", async () => {
    const file = join(folder, "report.html");
    const url = await serve(async (request, response) => {
      await bytesOf(request);
      end(response, 200);
    });
    await cli(["check", `${url}/a?x=<script>alert(1)</script>&y='"`, "--provider", "stripe", "--report", file]);
    const page = readFileSync(file, "utf8");
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain("<h2>Dangerous</h2>");
    expect(page).not.toMatch(/<script|<link|<img|<iframe|\ssrc=|\shref=|@import|url\(/i);
    expect(page).not.toContain(SECRET);
  });
});
