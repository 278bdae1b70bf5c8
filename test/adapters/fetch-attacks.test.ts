import { readFileSync } from "node:fs";
import { type AnyProvider, defineProvider, hmac, WebhookConfigError, WebhookError } from "hookonce";
import { webhook } from "hookonce/fetch";
import { github } from "hookonce/providers/github";
import { slack } from "hookonce/providers/slack";
import { standardWebhooks } from "hookonce/providers/standard-webhooks";
import { stripe } from "hookonce/providers/stripe";
import { describe, expect, it } from "vitest";

interface Attack {
  readonly id: string;
  readonly scheme: string;
  readonly class: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body_base64: string;
  readonly secret: string;
  /** Seconds. */
  readonly now: number;
}

const file = JSON.parse(readFileSync(new URL("../attacks.json", import.meta.url), "utf8"));
const cases: Attack[] = file.cases;
const controls: Attack[] = file.controls;

const providers: Record<string, AnyProvider> = {
  stripe,
  github,
  slack,
  "standard-webhooks": standardWebhooks,
  "generic-hmac": defineProvider({
    id: "own",
    name: "Own",
    docs: "https://example.com",
    checked: "2026-11",
    scheme: hmac({ hash: "sha256", header: "x-signature", format: "{signature}", encoding: "hex", signs: "{body}" }),
  }),
};

/** The case as a Request; `undefined` where `Headers` takes no such value. */
function toRequest({ headers, body_base64 }: Attack): Request | undefined {
  const list = Object.entries(headers).flatMap(([name, values]) => [values].flat().map((value) => [name, value]));
  const body = new Uint8Array(Buffer.from(body_base64, "base64"));
  try {
    return new Request("https://shop.example/hook", { method: "POST", headers: list as [string, string][], body });
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

async function answerTo(attack: Attack, request: Request) {
  let rejected: unknown;
  let runs = 0;
  const options = {
    provider: providers[attack.scheme]!,
    secret: attack.secret,
    clock: () => attack.now * 1000,
    onRejected: ({ error }: { error: unknown }) => {
      rejected = error;
    },
  };
  const { status } = await webhook(options, () => void runs++)(request);
  return { status, rejected, runs };
}

describe.each(["forgery", "freshness", "strictness", "dos"])("attacks of the class %s", (name) => {
  const attacks = cases.filter((attack) => attack.class === name);

  it("are refused with 401 and a typed error, and do not run", async () => {
    expect(attacks.length).toBeGreaterThan(0);
    const wrong: unknown[] = [];
    for (const attack of attacks) {
      const request = toRequest(attack);
      if (!request) continue;
      const { status, rejected, runs } = await answerTo(attack, request);
      if (status !== 401 || runs || !(rejected instanceof WebhookError))
        wrong.push([attack.id, status, runs, rejected]);
    }
    expect(wrong).toEqual([]);
  });
});

it("only headers with a line break, a NUL or more than Latin-1 do not get into a Request", () => {
  const held = cases.filter((attack) => !toRequest(attack));
  expect(held.length).toBeLessThan(cases.length / 10);
  for (const { headers } of held) expect(Object.values(headers).flat().join("")).toMatch(/[\0\r\n]|[^\0-\xff]/);
});

it("secrets that cannot be right stop the app while it is built", async () => {
  const attacks = cases.filter((attack) => attack.class === "config");
  expect(attacks.length).toBeGreaterThan(0);
  for (const attack of attacks) {
    await expect(answerTo(attack, toRequest(attack)!), attack.id).rejects.toBeInstanceOf(WebhookConfigError);
  }
});

it("the controls are genuine: they run, or are refused after the signature held", async () => {
  const wrong: unknown[] = [];
  let ran = 0;
  for (const control of controls) {
    const { status, rejected, runs } = await answerTo(control, toRequest(control)!);
    ran += runs;
    if (status !== (rejected ? 400 : 200) || runs !== (rejected ? 0 : 1))
      wrong.push([control.id, status, runs, rejected]);
  }
  expect(wrong).toEqual([]);
  expect(ran).toBeGreaterThan(controls.length / 2);
});
