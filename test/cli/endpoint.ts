import type { IncomingMessage, ServerResponse } from "node:http";
import { bytesOf, end, SECRET, serve, sign } from "./support.js";

/** One fault each, as people make them. */
export type Fault =
  | "accepts anything"
  | "skips a missing header"
  | "compares as far as the shorter text goes"
  | "takes an empty secret too"
  | "takes the text undefined as a secret"
  | "skips what is no JSON"
  | "signs the time only"
  | "accepts any signature of the right length"
  | "accepts a header that it cannot read"
  | "checks no age"
  | "checks one side of the age"
  | "verifies without a BOM"
  | "verifies decoded text"
  | "decodes as latin1"
  | "parses and writes again"
  | "wants the plain content type"
  | "stops at 100 KiB"
  | "decodes each piece"
  | "reads the first signature only"
  | "reads the first header"
  | "takes any method"
  | "has no limit"
  | "throws on what is no JSON"
  | "keeps no ids"
  | "counts twice"
  | "looks up, then writes"
  | "takes the id from a header"
  | "tells replays by the text of the signature"
  | "refuses duplicates"
  | "marks before the work"
  | "hides failures"
  | "hashes for each signature"
  | "skips an empty body"
  | "dies of a broken connection";

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A receiver for Stripe, written by hand; right, save for its fault. */
export async function endpoint(fault?: Fault) {
  const seen = new Set<string>();
  let count = 0;
  let dead = false;
  const is = (one: Fault) => fault === one;

  function genuine(request: IncomingMessage, body: Buffer): boolean {
    const lines = request.rawHeaders.filter(
      (_one, i) => request.rawHeaders[i - 1]?.toLowerCase() === "stripe-signature",
    );
    if (is("accepts anything")) return true;
    if (is("skips a missing header") && !lines[0]) return true;
    if (is("skips what is no JSON") && !request.headers["content-type"]?.startsWith("application/json")) return true;
    if (lines.length !== 1 && !is("reads the first header")) return false;
    const pairs = (lines[0] ?? "").split(",").map((piece) => piece.split("=") as [string, string]);
    const t = pairs.find(([name]) => name === "t")?.[1] ?? "";
    let signatures = pairs.filter(([name]) => name === "v1").map(([, value]) => value);
    if (is("reads the first signature only")) signatures = signatures.slice(0, 1);
    if (is("accepts a header that it cannot read") && !/^\d+$/.test(t)) return true;
    if (is("hashes for each signature") && signatures.length > 50) {
      for (const start = Date.now(); Date.now() - start < 1500; ) sign(SECRET, "x".repeat(65_536));
    }
    if (is("skips an empty body") && !body.length) return true;
    const age = Date.now() / 1000 - Number(t);
    const tooNew = age < -300 && !is("checks one side of the age");
    if (!is("checks no age") && !(age <= 300 && !tooNew)) return false;
    let signed: Uint8Array | string = body;
    if (is("signs the time only")) return signatures.length > 0 && signatures[0]?.length === 64 && seen.size >= 0;
    if (is("verifies without a BOM") && body[0] === 0xef) signed = body.subarray(3);
    if (is("verifies decoded text")) signed = body.toString("utf8");
    if (is("decodes as latin1")) signed = body.toString("latin1");
    if (is("parses and writes again")) signed = JSON.stringify(JSON.parse(body.toString() || "0"));
    const secrets = [SECRET];
    if (is("takes an empty secret too")) secrets.push("");
    if (is("takes the text undefined as a secret")) secrets.push("undefined");
    return secrets.some((secret) => {
      const right = sign(secret, t, ".", signed);
      return signatures.some((signature) => {
        if (is("accepts any signature of the right length")) return signature.length === 64;
        if (is("compares as far as the shorter text goes")) return right.startsWith(signature);
        return right === (is("tells replays by the text of the signature") ? signature.toLowerCase() : signature);
      });
    });
  }

  const read = async (request: IncomingMessage) => {
    if (!is("decodes each piece")) {
      const limit = is("has no limit") ? Number.POSITIVE_INFINITY : is("stops at 100 KiB") ? 102_400 : 1_048_576;
      return bytesOf(request, limit);
    }
    let text = "";
    for await (const chunk of request) text += chunk;
    return Buffer.from(text);
  };

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === "/count") return end(response, 200, String(count));
    if (request.method !== "POST" && !is("takes any method")) return end(response, 405);
    if (is("wants the plain content type") && request.headers["content-type"]?.includes(";")) return end(response, 415);
    const body = dead ? undefined : await read(request);
    dead ||= !body && is("dies of a broken connection");
    if (!body) return end(response, dead ? 500 : 413);
    if (!genuine(request, body)) return end(response, 401);
    let event: { id?: string; type?: string };
    try {
      event = JSON.parse(body.toString().replace(/^\ufeff/, "") || "{}");
    } catch {
      return end(response, is("throws on what is no JSON") ? 500 : is("accepts anything") ? 200 : 400);
    }
    const header = String(request.headers["stripe-signature"]);
    let id = String(event.id);
    if (is("takes the id from a header")) id = String(request.headers["x-webhook-id"] ?? id);
    if (is("tells replays by the text of the signature")) id = header;
    if (seen.has(id)) return end(response, is("refuses duplicates") ? 400 : 200);
    if (is("looks up, then writes")) await wait(20);
    if (!is("keeps no ids")) seen.add(id);
    if (event.type === "sample.failing") {
      if (!is("marks before the work")) seen.delete(id);
      return end(response, is("hides failures") ? 200 : 500);
    }
    count += is("counts twice") ? 2 : 1;
    end(response, 200);
  }

  const origin = await serve((request, response) => {
    receive(request, response).catch(() => end(response, 500));
  });
  return { url: `${origin}/webhook`, counter: `${origin}/count` };
}
