import { createVerifier, verify } from "hookonce";
import { describe, expect, it } from "vitest";
import { providerIds } from "../support/data.js";
import {
  around,
  deliver,
  type Genuine,
  genuine,
  isTimed,
  NOW,
  options,
  signatureOf,
  TOLERANCE,
  textOf,
} from "../support/genuine.js";
import { codeOf } from "../support/refusal.js";

const attempt = (row: Genuine, delivery: Parameters<typeof verify>[1], secret?: string) =>
  verify(row.provider, delivery, options(row, secret));

/** The same value in another canonical spelling of one bit: base64 with a set bit behind its last byte. */
function withTrailingBit(text: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const at = text.indexOf("=") - 1;
  return text.slice(0, at) + alphabet[alphabet.indexOf(text[at] as string) + 1] + text.slice(at + 1);
}

/** Other spellings of the same signature, none of which the provider writes. */
const otherSpellings = (row: Genuine, bytes: Buffer): string[] =>
  row.encoding === "hex"
    ? [
        bytes.toString("hex").toUpperCase(),
        bytes.toString("base64"),
        bytes.toString("base64url"),
        `0x${bytes.toString("hex")}`,
        bytes.toString("hex").slice(0, -1),
        `${bytes.toString("hex")}0`,
      ]
    : [
        bytes.toString("hex"),
        bytes.toString("base64").replace(/=+$/, ""),
        `${bytes.toString("base64")}=`,
        withTrailingBit(bytes.toString("base64")),
        `\n${bytes.toString("base64")}`,
      ];

const named = (rows: readonly Genuine[]) => rows.map((row) => [row.provider.id, row] as const);
const tokens = genuine.filter((row) => row.encoding === "plain");
const signed = genuine.filter((row) => row.encoding !== "plain");

it("each provider has a row", () => {
  expect(genuine.map(({ provider }) => provider.id).sort()).toEqual([...providerIds].sort());
});

describe.each(named(genuine))("%s", (_id, row) => {
  it("what is signed is accepted, in each shape of headers", async () => {
    const delivery = await deliver(row);
    const { headers } = delivery;
    const shapes = [
      headers,
      new Headers(headers),
      Object.entries(headers).flat(),
      Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), [value]])),
    ];
    for (const shape of shapes) {
      const event = await attempt(row, { ...delivery, headers: shape });
      expect(event.timestampMs).toBe(isTimed(row) ? NOW * 1000 : undefined);
    }
  });

  it("another credential is refused, and accepts its own", async () => {
    const foreign = await deliver(row, row.body, NOW, row.otherSecret);
    expect(await codeOf(attempt(row, foreign))).toBe("SIGNATURE_MISMATCH");
    expect((await attempt(row, foreign, row.otherSecret)).provider).toBe(row.provider.id);
  });

  it("a missing or empty header is named", async () => {
    const { headers, ...delivery } = await deliver(row);
    for (const name of Object.keys(headers)) {
      const code = name === row.timestampHeader ? "TIMESTAMP_MISSING" : "SIGNATURE_MISSING";
      const { [name]: _left, ...rest } = headers;
      expect(await codeOf(attempt(row, { ...delivery, headers: rest })), `without ${name}`).toBe(code);
      expect(await codeOf(attempt(row, { ...delivery, headers: { ...headers, [name]: "" } })), `empty ${name}`).toBe(
        code,
      );
    }
    expect(await codeOf(attempt(row, { ...delivery, headers: {} }))).toBe("SIGNATURE_MISSING");
  });

  it("a header that came twice is refused, however the platform shows it", async () => {
    const delivery = await deliver(row);
    const foreign = await deliver(row, row.body, NOW, row.otherSecret);
    for (const name of Object.keys(delivery.headers)) {
      const good = delivery.headers[name] as string;
      for (const other of new Set([good, foreign.headers[name] as string])) {
        for (const [first, second] of [[good, other] as const, [other, good] as const]) {
          const { [name]: _left, ...rest } = delivery.headers;
          const twice = [
            { ...rest, [name]: [first, second] },
            { ...rest, [name]: first, [name.toUpperCase()]: second },
            [...Object.entries(rest).flat(), name, first, name.toUpperCase(), second],
          ];
          for (const headers of twice) {
            expect(await codeOf(attempt(row, { ...delivery, headers }))).toBe("SIGNATURE_DUPLICATED");
          }
          const joined = new Headers(rest);
          joined.append(name, first);
          joined.append(name, second);
          const codes: Record<string, string[]> = {
            [row.header]: [
              "SIGNATURE_DUPLICATED",
              row.encoding === "plain" ? "SIGNATURE_MISMATCH" : "SIGNATURE_MALFORMED",
            ],
            [row.timestampHeader ?? ""]: ["TIMESTAMP_MALFORMED"],
            [row.idHeader ?? ""]: ["SIGNATURE_MALFORMED"],
          };
          expect(codes[name]).toContain(await codeOf(attempt(row, { ...delivery, headers: joined })));
        }
      }
    }
  });
});

describe.each(named(signed))("%s", (_id, row) => {
  it("one bit of the body, at any byte, is refused", async () => {
    const delivery = await deliver(row);
    const verifier = createVerifier(row.provider, options(row));
    const accepted = [];
    for (let at = 0; at < row.body.length; at++) {
      const body = Buffer.from(row.body);
      body[at] = (body[at] as number) ^ (1 << (at % 8));
      const code = await codeOf(verifier({ ...delivery, body }));
      // Twilio's form is read before it is hashed, so that a broken escape or letter is malformed.
      const right = code === "SIGNATURE_MISMATCH" || (row.provider.id === "twilio" && code === "SIGNATURE_MALFORMED");
      if (!right) accepted.push([at, code]);
    }
    expect(accepted).toEqual([]);
  });

  it("one bit of the signature, at any byte, is refused", async () => {
    const signature = Buffer.from(await signatureOf(row));
    const verifier = createVerifier(row.provider, options(row));
    for (let at = 0; at < signature.length; at++) {
      const changed = Buffer.from(signature);
      changed[at] = (changed[at] as number) ^ (1 << (at % 8));
      const delivery = around(row, row.write(textOf(row, changed), String(NOW)));
      expect(await codeOf(verifier(delivery))).toBe("SIGNATURE_MISMATCH");
    }
  });

  it("another spelling of the right signature is refused", async () => {
    const bytes = Buffer.from(await signatureOf(row));
    for (const text of otherSpellings(row, bytes)) {
      const delivery = around(row, row.write(text, String(NOW)));
      expect(await codeOf(attempt(row, delivery)), text).toBe("SIGNATURE_MALFORMED");
    }
  });
});

describe.each(named(tokens))("%s", (_id, row) => {
  it("a token says nothing about the body, and the event tells so", async () => {
    const event = await attempt(row, { ...(await deliver(row)), body: '{"id":"another","update_id":8}' });
    expect(event.signed.body).toBe(false);
  });

  it("a token that lacks its last character, or has one more, is refused", async () => {
    for (const text of [row.secret.slice(0, -1), `${row.secret}0`, row.secret.toUpperCase(), ` ${row.secret}`]) {
      expect(await codeOf(attempt(row, around(row, text)))).toBe("SIGNATURE_MISMATCH");
    }
  });
});

describe.each(named(genuine.filter(isTimed)))("%s", (_id, row) => {
  it("a timestamp at the tolerance passes, one second beyond is refused, both ways", async () => {
    const age = async (seconds: number) => attempt(row, await deliver(row, row.body, NOW - seconds));
    const limit = TOLERANCE(row);
    expect((await age(limit)).timestampMs).toBe((NOW - limit) * 1000);
    expect((await age(-limit)).timestampMs).toBe((NOW + limit) * 1000);
    expect(await codeOf(age(limit + 1))).toBe("TIMESTAMP_TOO_OLD");
    expect(await codeOf(age(-limit - 1))).toBe("TIMESTAMP_TOO_NEW");
  });

  it("a fresh timestamp over an old signature is refused", async () => {
    const signature = textOf(row, await signatureOf(row, row.body, NOW - 1));
    expect(await codeOf(attempt(row, around(row, row.write(signature, String(NOW)))))).toBe("SIGNATURE_MISMATCH");
  });
});
