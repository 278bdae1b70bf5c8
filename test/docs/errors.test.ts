import { WebhookConfigError, WebhookError } from "hookonce";
import { describe, expect, it } from "vitest";
import { anchorOf, headingsOf, proseOf, read } from "./markdown.js";

/** The members of a union of texts, as they stand in the one page of errors. */
function codesOf(type: string): string[] {
  const [, union = ""] = read("src/core/errors.ts").match(new RegExp(`export type ${type} =([\\s\\S]+?);\n`)) ?? [];
  return [...union.matchAll(/"([A-Z_]+)"/g)].map(([, code = ""]) => code);
}

const delivery = codesOf("WebhookErrorCode");
const config = codesOf("WebhookConfigErrorCode");
const described = headingsOf("docs/errors.md")
  .filter(({ level }) => level === 3)
  .map(({ text }) => text);

/** What stands under a heading of docs/errors.md. */
const sectionOf = (code: string) =>
  proseOf("docs/errors.md")
    .split(`\n### ${code}\n`)[1]
    ?.split(/\n##+ /)[0] ?? "";

describe("docs/errors.md", () => {
  it("every code has its heading, and every heading is a code", () => {
    expect(delivery.length).toBeGreaterThan(20);
    expect(config.length).toBeGreaterThan(10);
    expect([...described].sort()).toEqual([...delivery, ...config].sort());
  });

  it.each([...delivery, ...config])("the link of %s leads to its heading", (code) => {
    const error = delivery.includes(code)
      ? new WebhookError(code as WebhookError["code"], "")
      : new WebhookConfigError(code as WebhookConfigError["code"], "");
    const [page, anchor] = error.docs.split("#");
    expect(page).toBe("https://github.com/hookonce/hookonce/blob/main/docs/errors.md");
    expect(described.map(anchorOf).filter((other) => other === anchor)).toEqual([anchor]);
    expect(sectionOf(code)).toMatch(new RegExp(`^\\nStatus ${error.status}[., ]`));
  });

  it.each([...delivery, ...config])("the section of %s says causes and remedy", (code) => {
    expect(sectionOf(code)).toMatch(/\nUsual causes?[:,]/);
    expect(sectionOf(code)).toMatch(/\nRemedy: /);
  });

  it("the codes in the table of README.md have the statuses that they are sent with", () => {
    const rows = [...read("README.md").matchAll(/^\| `([A-Z_]+)` \| ([\w-]+) \|/gm)];
    expect(rows).toHaveLength(10);
    for (const [, code, status] of rows) {
      const atStart = config.includes(code as string) && code !== "PUBLIC_URL_REQUIRED";
      const expected = atStart ? "start-up" : sectionOf(code as string).match(/Status (\d+)/)?.[1];
      expect({ code, status }).toEqual({ code, status: expected });
    }
  });
});
