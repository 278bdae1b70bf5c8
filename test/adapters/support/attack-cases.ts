import { readFileSync } from "node:fs";
import { defineProvider, hmac, WebhookConfigError, WebhookError } from "hookonce";
import { github } from "hookonce/providers/github";
import { slack } from "hookonce/providers/slack";
import { standardWebhooks } from "hookonce/providers/standard-webhooks";
import { stripe } from "hookonce/providers/stripe";
import { beforeEach, expect, it } from "vitest";
import type { Battery, Running } from "./bench.js";
import { send } from "./wire.js";

interface Attack {
  id: string;
  scheme: keyof typeof providers;
  class?: "forgery" | "freshness" | "strictness" | "config" | "dos";
  headers: Record<string, string | string[]>;
  body_base64: string;
  secret: string;
  /** Seconds. */
  now: number;
}

const own = hmac({ hash: "sha256", header: "x-signature", format: "{signature}", encoding: "hex", signs: "{body}" });
const providers = {
  stripe,
  github,
  slack,
  "standard-webhooks": standardWebhooks,
  "generic-hmac": defineProvider({
    id: "own",
    name: "Own",
    docs: "https://example.com",
    checked: "2026-11",
    scheme: own,
  }),
};

const file = new URL("../../attacks.json", import.meta.url);
const { cases, controls } = JSON.parse(readFileSync(file, "utf8")) as { cases: Attack[]; controls: Attack[] };

const pairs = (attack: Attack) =>
  Object.entries(attack.headers).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one]));

/** What node:http may refuse before any adapter: control characters, and more than 16 KiB of headers. */
const refusedByPlatform = (attack: Attack) => {
  const text = pairs(attack).flat().join("");
  if (text.length > 16_000) return 431;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are meant.
  return /[\0-\x08\x0a-\x1f\x7f]/.test(text) ? 400 : undefined;
};

/** Controls whose signature holds, but which are no event of their provider. */
const NO_EVENT = {
  PAYLOAD_MALFORMED: ["stripe/ok-16k-not-json", "slack/ok-16k-not-json"],
  EVENT_ID_MALFORMED: ["stripe/ok-dollar-patterns"],
};

/** The cases of attacks.json, over HTTP: one server for each provider, with a clock that is set. */
export function attackCases({ start, lazy }: Battery): void {
  const servers = new Map<string, Running>();
  let seconds = 0;
  let ran = 0;
  let rejected: unknown[] = [];
  beforeEach(() => servers.clear());
  const open = async ({ scheme, secret }: Attack) => {
    const key = `${scheme} ${secret}`;
    const found = servers.get(key);
    if (found) return found;
    const options = {
      provider: providers[scheme],
      secret,
      clock: () => seconds * 1000,
      once: false,
      onRejected: ({ error }: { error: unknown }) => void rejected.push(error),
    };
    const server = await start({ form: "handler", options, run: async () => void ran++ });
    servers.set(key, server);
    return server;
  };
  const post = async (attack: Attack) => {
    const { port, path = "/hook" } = await open(attack);
    [seconds, ran, rejected] = [attack.now, 0, []];
    const { status } = await send(port, { path, headers: pairs(attack) }, Buffer.from(attack.body_base64, "base64"));
    return status;
  };

  it("attacks.json is there", () => {
    expect([cases.length, controls.length]).toEqual([237, 23]);
  });

  it.each(["forgery", "freshness", "strictness", "dos"])(
    "every case of %s is refused, and nothing runs",
    async (name) => {
      const wrong: unknown[] = [];
      for (const attack of cases.filter((one) => one.class === name)) {
        const status = await post(attack);
        const [error] = rejected;
        const ours = status === 401 && error instanceof WebhookError && error.status === 401;
        const theirs = status === refusedByPlatform(attack) && !error;
        if (ran || !(ours || theirs)) wrong.push([attack.id, status, ran, rejected]);
      }
      expect(wrong).toEqual([]);
    },
  );

  it("every secret that cannot be right stops the app while it is built", async () => {
    for (const attack of cases.filter((one) => one.class === "config")) {
      if (lazy) expect([attack.id, await post(attack)]).toEqual([attack.id, 500]);
      else await expect(open(attack), attack.id).rejects.toBeInstanceOf(WebhookConfigError);
    }
  });

  it("every control is genuine: it runs, save those that are no event of their provider", async () => {
    const wrong: unknown[] = [];
    const noEvent: Record<string, string[]> = {};
    for (const control of controls) {
      const status = await post(control);
      const [error] = rejected as WebhookError[];
      if (status === 400 && error) noEvent[error.code] = [...(noEvent[error.code] ?? []), control.id];
      else if (status !== 200 || ran !== 1) wrong.push([control.id, status, ran, rejected]);
    }
    expect(wrong).toEqual([]);
    expect(noEvent).toEqual(NO_EVENT);
  });
}
