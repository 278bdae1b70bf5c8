import type { AnyProvider } from "hookonce";
import { explain } from "hookonce/explain";
import { describe, expect, it } from "vitest";
import { credential, type Draft, everyGenuine, type Genuine, make, NOW } from "../support/genuine.js";

// Breaks that fit any provider, on deliveries that are built from the data of all of them: none of these is in the corpus.

interface Broken {
  readonly delivery: Omit<Draft, "body" | "headers"> & { readonly body: unknown; readonly headers: unknown };
  readonly options?: Record<string, unknown>;
}

const signsBody = ({ provider }: Genuine) => provider.scheme.covers.body;
const inHeader = ({ record }: Genuine) => record.scheme.header?.[0]?.in === "header";
const hasSecret = ({ record }: Genuine) => record.credential.option === "secret";
const isJson = (body: unknown) => /^[[{]/.test(String(body));

/** [cause, to whom it applies, what is broken] */
const BREAKS: readonly [cause: string, fits: (row: Genuine) => boolean, (row: Genuine, whole: Draft) => Broken][] = [
  [
    "body-reserialized",
    (row) => signsBody(row) && isJson(row.body),
    (_row, whole) => ({ delivery: { ...whole, body: JSON.stringify(JSON.parse(String(whole.body)), null, 3) } }),
  ],
  [
    "body-newline",
    (row) => signsBody(row) && isJson(row.body),
    (_row, whole) => ({ delivery: { ...whole, body: `${whole.body}\n\n` } }),
  ],
  [
    "body-base64",
    (row) => signsBody(row),
    (_row, whole) => ({ delivery: { ...whole, body: Buffer.from(String(whole.body)).toString("base64") } }),
  ],
  [
    "body-parsed",
    (row) => signsBody(row) && isJson(row.body),
    (_row, whole) => ({ delivery: { ...whole, body: JSON.parse(String(whole.body)) } }),
  ],
  ["secret-quotes", hasSecret, (row, whole) => ({ delivery: whole, options: { secret: `"${row.secret}"` } })],
  ["secret-whitespace", hasSecret, (row, whole) => ({ delivery: whole, options: { secret: `\t${row.secret}\n` } })],
  [
    "secret-joined",
    hasSecret,
    (row, whole) => ({ delivery: whole, options: { secret: `${row.otherSecret}; ${row.secret}` } }),
  ],
  [
    "secret-other",
    hasSecret,
    (row, whole) => ({ delivery: whole, options: { secret: row.otherSecret, otherSecrets: [row.secret] } }),
  ],
  ["secret-missing", hasSecret, (_row, whole) => ({ delivery: whole, options: { secret: undefined } })],
  [
    "header-renamed",
    inHeader,
    (row, whole) => ({
      delivery: {
        ...whole,
        headers: Object.fromEntries(
          Object.entries(whole.headers).map(([name, value]) => [
            name === row.header ? `X-Original-${name}` : name,
            value,
          ]),
        ),
      },
    }),
  ],
  [
    "header-doubled",
    inHeader,
    (row, whole) => ({
      delivery: {
        ...whole,
        headers: [...Object.entries(whole.headers).flat(), row.header, String(whole.headers[row.header])],
      },
    }),
  ],
];

const rows = everyGenuine.filter(({ record }) => record.credential.option !== "none");

describe("breaks that fit any provider", () => {
  it.each(BREAKS)("%s stands first in at least 95 %", { timeout: 60_000 }, async (cause, fits, breakIt) => {
    const wrong: string[] = [];
    let tried = 0;
    for (const row of rows.filter(fits)) {
      const whole = await make(row);
      const { delivery, options = {} } = breakIt(row, whole);
      const provider = row.provider as AnyProvider;
      const given = { ...credential(row), ...options, provider, delivery, clock: () => NOW * 1000 };
      const explanation = await explain(given as never);
      // What is signed may be the JSON, however it is written.
      if (explanation.verdict === "genuine") continue;
      tried++;
      const [first] = explanation.findings;
      if (first?.cause !== cause)
        wrong.push(`${provider.id}: ${first?.cause} (${first?.certainty}) ${explanation.verdict} ${explanation.code}`);
    }
    console.log(`${cause}: first in ${tried - wrong.length} of ${tried}`);
    for (const one of wrong) console.log(`  ${one}`);
    expect(tried).toBeGreaterThan(50);
    expect(wrong.length / tried).toBeLessThanOrEqual(0.05);
  });
});
