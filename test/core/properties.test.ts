import fc from "fast-check";
import {
  computeSignature,
  createVerifier,
  hmac,
  parseSignatureHeader,
  timingSafeVerify,
  verify,
  WebhookConfigError,
  WebhookError,
} from "hookonce";
import { describe, expect, it } from "vitest";
import { providerOf } from "../support/acme.js";
import { credential, deliver, type Genuine, genuine, NOW, options } from "../support/genuine.js";
import { anyBytes, anyText, check, seeded } from "../support/property.js";

const named = (rows: readonly Genuine[]) => rows.map((row) => [row.provider.id, row] as const);

/** Runs something that may refuse, but only with our own errors. */
async function ours<T>(attempt: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof WebhookError || error instanceof WebhookConfigError) return undefined;
    throw error;
  }
}

const namesOf = ({ header, timestampHeader, idHeader }: Genuine) =>
  [header, timestampHeader, idHeader].filter((name): name is string => name !== undefined);

/** Headers in each shape, with the right names and any values. */
const anyHeaders = (row: Genuine) => {
  const value = anyText("sha256=", "v0=", "v1,", "v1a,", "whsec_", row.secret);
  const name = fc.oneof(fc.constantFrom(...namesOf(row), "x-other"), fc.string());
  const anything = fc.oneof({ weight: 4, arbitrary: value }, fc.array(value, { maxLength: 2 }), fc.anything());
  const object = fc.dictionary(name, anything, { maxKeys: 5, noNullPrototype: false });
  const raw = fc.array(fc.oneof(name, value), { maxLength: 8 });
  const right = fc.record(Object.fromEntries(namesOf(row).map((header) => [header, value])));
  return fc.oneof(right, right, object, raw);
};

const anyUrl = fc.oneof(
  fc.constant(undefined),
  fc.webUrl({ withQueryParameters: true }),
  anyText("https://a", "?", "&", "%", "#"),
);

describe.each(named(genuine))(`%s: properties ${seeded}`, (_id, row) => {
  it("any header text is read or refused with a WebhookError", () =>
    check(
      fc.asyncProperty(anyHeaders(row), anyUrl, anyBytes(), async (headers, url, body) => {
        const parsed = await ours(() => parseSignatureHeader(row.provider.scheme, { headers, url, body } as never));
        if (!parsed) return;
        expect(parsed.candidates.length).toBeGreaterThan(0);
        expect(parsed.candidates.length).toBeLessThanOrEqual(16);
        for (const value of Object.values(parsed.fields)) expect(value).toMatch(/^[!-~]{1,255}$/);
        if (parsed.timestampMs !== undefined) expect(Number.isSafeInteger(parsed.timestampMs)).toBe(true);
      }),
    ));

  it("any delivery is refused with our own error", () => {
    const verifier = createVerifier(row.provider, options(row));
    const anyBody = fc.oneof(anyBytes(), fc.string({ unit: "binary" }), fc.anything());
    return check(
      fc.asyncProperty(anyHeaders(row), anyUrl, anyBody, async (headers, url, body) => {
        const delivery = { headers, url, body, method: "POST" } as never;
        // Where a token is all the proof, the headers above hold it now and then.
        if (row.encoding !== "plain") expect(await ours(() => verifier(delivery))).toBeUndefined();
        else await ours(() => verifier(delivery));
      }),
    );
  });

  it("any body that is signed is accepted, and no other under its signature", () => {
    const form = fc
      .dictionary(fc.string(), fc.string())
      .map((fields) => new TextEncoder().encode(`${new URLSearchParams(fields)}`));
    const body = row.provider.id === "twilio" ? form : anyBytes();
    return check(
      fc.asyncProperty(body, fc.integer({ min: -300, max: 300 }), fc.nat(), async (bytes, age, at) => {
        const delivery = await deliver(row, bytes, NOW - age);
        const event = await verify(row.provider, delivery, options(row));
        expect(event.body).toBe(bytes);
        if (row.encoding === "plain" || row.provider.id === "twilio" || !bytes.length) return;
        const changed = bytes.slice();
        changed[at % bytes.length] = (changed[at % bytes.length] as number) ^ (1 << (at % 8));
        expect(await ours(() => verify(row.provider, { ...delivery, body: changed }, options(row)))).toBeUndefined();
      }),
      100,
    );
  });

  it("whatever is read of a genuine event, it gives a value or our own error", () =>
    check(
      fc.asyncProperty(row.provider.id === "twilio" ? fc.constant(new Uint8Array()) : anyBytes(), async (bytes) => {
        const event = await verify(row.provider, await deliver(row, bytes), options(row));
        for (const name of ["id", "type", "payload", "signed", "body"] as const) await ours(() => event[name]);
      }),
      100,
    ));
});

const anySecret = fc
  .oneof(fc.base64String({ minLength: 8 }), fc.string({ minLength: 6 }), fc.string({ unit: "binary", minLength: 3 }))
  .filter((text) => text.trim() === text && text !== "");

describe.each(named(genuine.filter((row) => !row.signWith && row.encoding !== "plain")))(
  `%s: any secret ${seeded}`,
  (_id, row) => {
    it("that is taken signs and verifies, and no other does", () =>
      check(
        fc.asyncProperty(fc.oneof(anySecret, fc.uint8Array({ maxLength: 80 })), async (secret) => {
          const delivery = await ours(() => deliver(row, row.body, NOW, secret as string));
          if (!delivery) return;
          const clock = () => NOW * 1000;
          const event = await verify(row.provider, delivery, { ...credential(row, secret as string), clock });
          expect(event.provider).toBe(row.provider.id);
          const other = typeof secret === "string" ? row.otherSecret : new Uint8Array([...secret, 1]);
          if (secret === row.otherSecret) return;
          const attempt = () => verify(row.provider, delivery, { ...credential(row, other as string), clock });
          expect(await ours(attempt)).toBeUndefined();
        }),
      ));
  },
);

describe(`any scheme that can be defined ${seeded}`, () => {
  const label = fc.constantFrom("", "", "v1=", "sig:", "sha256=", "k ", "<");
  const element = fc.tuple(
    label,
    fc.constantFrom("{signature}", "{keyId}/{signature}", "{nonce}", "{timestamp}"),
    fc.constantFrom("", "", ">", ";"),
  );
  const format = fc.array(
    element.map((parts) => parts.join("")),
    { minLength: 1, maxLength: 3 },
  );
  const separator = fc.constantFrom(",", " ", ";", ", ", "&");
  const encoding = fc.constantFrom("hex", "base64", "base64url");
  const signs = fc.constantFrom("{body}", "{timestamp}{body}", "{nonce}.{timestamp}.{body}", "[{nonce}]{body}");

  it("reads any header or refuses it with a WebhookError", () =>
    check(
      fc.asyncProperty(
        format,
        separator,
        encoding,
        signs,
        anyText("v1=", "sig:", "sha256=", "k ", "<", ">", "/", "nonce"),
        async (elements, by, as, template, header) => {
          const provider = await ours(() =>
            providerOf(
              hmac({
                hash: "sha256",
                header: "x-signature",
                format: elements.join(by),
                separator: by,
                encoding: as as "hex",
                signs: template,
              }),
            ),
          );
          if (!provider) return;
          await ours(() => parseSignatureHeader(provider.scheme, { headers: { "x-signature": header } }));
          await ours(() =>
            verify(provider, { headers: { "x-signature": header }, body: "{}" }, { secret: "any-secret-1" }),
          );
        },
      ),
      1000,
    ));

  it("reads back what is written in its form", () => {
    const nonce = fc.stringMatching(/^[a-z0-9]{1,20}$/);
    return check(
      fc.asyncProperty(
        separator,
        encoding,
        fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { minLength: 1, maxLength: 16 }),
        nonce,
        fc.boolean(),
        async (by, as, signatures, value, first) => {
          const elements = ["n={nonce}", "s={signature}"];
          const scheme = hmac({
            hash: "sha256",
            header: "x",
            format: elements.join(by),
            separator: by,
            encoding: as as "hex",
            signs: "{nonce}|{body}",
          });
          const list = signatures.map((bytes) => `s=${Buffer.from(bytes).toString(as as "hex")}`);
          const header = (first ? [`n=${value}`, ...list] : [...list, `n=${value}`]).join(by);
          const parsed = parseSignatureHeader(scheme, { headers: { x: header } });
          expect(parsed.fields.nonce).toBe(value);
          expect(parsed.candidates.map(({ bytes }) => Buffer.from(bytes))).toEqual(
            signatures.map((bytes) => Buffer.from(bytes)),
          );
          const expected = await computeSignature(scheme, "any-secret-1", { body: "{}", fields: parsed.fields });
          expect(timingSafeVerify(expected, parsed.candidates)).toBe(false);
        },
      ),
    );
  });

  it("any text as a template or a format is compiled or refused with PROVIDER_INVALID", () => {
    const text = fc
      .array(
        fc.oneof(
          fc.constantFrom(
            "{",
            "}",
            "[",
            "]",
            "{{",
            "{body}",
            "{signature}",
            "{timestamp}",
            "{json:a}",
            "|sha256",
            "{body|lower}",
            ",",
          ),
          fc.string({ maxLength: 4 }),
        ),
        { maxLength: 8 },
      )
      .map((parts) => parts.join(""));
    return check(
      fc.asyncProperty(text, text, fc.constantFrom("", ",", " "), async (template, head, by) => {
        const provider = await ours(() =>
          providerOf(
            hmac({ hash: "sha256", header: "x", format: head, separator: by, encoding: "hex", signs: template }),
          ),
        );
        if (provider)
          await ours(() => verify(provider, { headers: { x: "00" }, body: "{}" }, { secret: "any-secret-1" }));
      }),
      1000,
    );
  });
});
