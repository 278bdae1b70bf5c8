import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createVerifier, type Delivery } from "hookonce";
import { describe, expect, it } from "vitest";
import { BEST_KNOWN } from "../../scripts/provider-docs.mjs";
import { providerIds, readVectors } from "../support/data.js";
import {
  around,
  BY_THEMSELVES,
  deliver,
  everyGenuine,
  type Genuine,
  genuine,
  isTimed,
  keyOfSite,
  make,
  NOW,
  options,
  type Site,
  signatureFor,
  signatureOf,
  TOLERANCE,
  textOf,
  withoutRow,
  writeTime,
} from "../support/genuine.js";
import { codeOf } from "../support/refusal.js";

const verifiers = new Map<string, (delivery: Delivery) => Promise<any>>();

/** Verifies with the row's own credential, or another one. */
function attempt(row: Genuine, delivery: Delivery, secret = row.secret): Promise<any> {
  const name = `${row.provider.id} ${secret}`;
  const verifier = verifiers.get(name) ?? createVerifier(row.provider, options(row, secret));
  verifiers.set(name, verifier);
  return verifier(delivery);
}

const named = (rows: readonly Genuine[]) => rows.map((row) => [row.provider.id, row] as const);
const isPlain = ({ record }: Genuine) => record.scheme.kind === "token" || record.scheme.kind === "basic";
const signed = everyGenuine.filter((row) => !isPlain(row));

/** All positions of the best known, some of each of the others, the first and the last among them. */
function positions(row: Genuine, length: number): number[] {
  const all = [...Array(length).keys()];
  const known = genuine.includes(row) || BEST_KNOWN.includes(row.provider.id);
  const step = known ? 1 : Math.max(1, Math.ceil(length / 12));
  return all.filter((at) => at % step === 0 || at === length - 1);
}

/** What must be there, in the order in which it is read. */
const required = ({ sites }: Genuine): Site[] =>
  sites.filter(({ role, optional }) => !/^(event|inner|recipient)/.test(role) && !optional);

const MISSING = {
  signature: ["SIGNATURE_MISSING"],
  field: ["SIGNATURE_MISSING"],
  timestamp: ["TIMESTAMP_MISSING"],
  expect: ["SIGNATURE_MALFORMED"],
  signed: ["SIGNATURE_MALFORMED", "SIGNATURE_MISMATCH"],
};
const missing = ({ role }: Site): string[] => MISSING[role as "field"];

/** The same value in another canonical spelling of one bit: base64 with a set bit behind its last byte. */
function withTrailingBit(text: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const at = text.indexOf("=") - 1;
  return text.slice(0, at) + alphabet[alphabet.indexOf(text[at] as string) + 1] + text.slice(at + 1);
}

/** Other spellings of the same signature, none of which the provider writes. */
function otherSpellings({ encoding, record }: Genuine, bytes: Buffer): string[] {
  const [hex, base64, base64url] = (["hex", "base64", "base64url"] as const).map((name) => bytes.toString(name)) as [
    string,
    string,
    string,
  ];
  if (encoding === "hex") {
    const upper = record.scheme.anyCaseHex ? [] : [hex.toUpperCase()];
    return [...upper, base64, base64url, `0x${hex}`, hex.slice(0, -1), `${hex}0`];
  }
  if (encoding === "base64url") return [hex, `${base64url}=`, `\n${base64url}`];
  const padded = base64.endsWith("=") ? [base64.replace(/=+$/, ""), withTrailingBit(base64)] : [];
  return [hex, `${base64}=`, `\n${base64}`, ...padded];
}

/** The value with its last character changed. */
const nudged = (text: string) => text.slice(0, -1) + (text.endsWith("7") ? "8" : "7");

describe("no provider is left out", () => {
  it("each has a row, or is of a kind that is tested by itself", () => {
    const others = withoutRow.map(({ id }) => id);
    expect([...everyGenuine.map(({ provider }) => provider.id), ...others].sort()).toEqual([...providerIds].sort());
    expect(withoutRow.filter(({ scheme }) => !Object.hasOwn(BY_THEMSELVES, scheme.kind))).toEqual([]);
  });

  it.each(Object.entries(BY_THEMSELVES))("the kind %s has tests of its own", (kind, { why, tests, byVectors }) => {
    const ids = withoutRow.filter(({ scheme }) => scheme.kind === kind).map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(0);
    expect(why).toMatch(/\S/);
    const text = readFileSync(join(import.meta.dirname, "..", tests), "utf8");
    for (const id of ids) {
      const refused = readVectors(id).filter((vector) => (vector.ours?.expect ?? vector.expect) === "invalid");
      if (byVectors) expect({ id, refused: refused.length >= 3 }).toEqual({ id, refused: true });
      else expect(text).toContain(`hookonce/providers/${id}"`);
    }
  });
});

describe.each(named(everyGenuine))("%s", (_id, row) => {
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
    const foreign = await make(row, {}, row.otherSecret);
    expect(await codeOf(attempt(row, foreign))).toBe("SIGNATURE_MISMATCH");
    expect((await attempt(row, foreign, row.otherSecret)).provider).toBe(row.provider.id);
  });

  it("what is missing or empty is named", async () => {
    for (const site of required(row)) {
      const place = keyOfSite(site);
      const without = await make(row, {}, undefined, { set: { [place]: undefined } });
      expect(missing(site), `without ${place}`).toContain(await codeOf(attempt(row, without)));
      const empty = await make(row, {}, undefined, { set: { [place]: "" } });
      expect(missing(site), `empty ${place}`).toContain(await codeOf(attempt(row, empty)));
    }
    const [signature] = row.sites;
    if (signature?.in !== "header") return;
    expect(await codeOf(attempt(row, { ...(await deliver(row)), headers: {} }))).toBe("SIGNATURE_MISSING");
  });

  it("an element that is missing in the header is named", async () => {
    const { format = "", separator } = row.record.scheme;
    if (!separator) return;
    const text = row.write(textOf(row, await signatureOf(row)), writeTime(NOW, row.record.scheme.timestamp));
    const elements = text.split(separator);
    const signatures = format.split("{signature}").length - 1;
    for (const [i, element] of format.split(separator).entries()) {
      const rest = elements.filter((_one, at) => at !== i).join(separator);
      const codes = /\{timestamp\}/.test(element)
        ? ["TIMESTAMP_MISSING", "TIMESTAMP_MALFORMED", "SIGNATURE_MISSING", "SIGNATURE_MALFORMED"]
        : ["SIGNATURE_MISSING", "SIGNATURE_MALFORMED"];
      // One of several signatures may be missing.
      if (!/\{(?!keyId)\w+\}/.test(element) || (signatures > 1 && element.includes("{signature}"))) continue;
      expect(codes, element).toContain(await codeOf(attempt(row, around(row, rest))));
    }
  });

  it("what came twice is refused, however the platform shows it", async () => {
    const delivery = await deliver(row);
    const foreign = await make(row, { at: NOW - 1 }, row.otherSecret);
    for (const site of required(row).filter((one) => one.in === "header")) {
      const name = site.path;
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
            expect(await codeOf(attempt(row, { ...delivery, headers })), name).toBe("SIGNATURE_DUPLICATED");
          }
          // A list that is written with commas and blanks cannot be told from two headers that a platform joined.
          if (site.role === "signature" && row.record.scheme.separator === ", ") continue;
          const joined = new Headers(rest);
          joined.append(name, first);
          joined.append(name, second);
          const codes: Partial<Record<Site["role"], string[]>> = {
            signature: ["SIGNATURE_DUPLICATED", "SIGNATURE_MALFORMED", ...(isPlain(row) ? ["SIGNATURE_MISMATCH"] : [])],
            timestamp: ["TIMESTAMP_MALFORMED"],
            field: ["SIGNATURE_MALFORMED"],
            expect: ["SIGNATURE_MALFORMED"],
            signed: ["SIGNATURE_MISMATCH"],
          };
          const code = await codeOf(attempt(row, { ...delivery, headers: joined }));
          expect(codes[site.role], `${name}: ${joined.get(name)}`).toContain(code);
        }
      }
    }
    for (const site of required(row).filter((one) => one.in === "query")) {
      const again = delivery.url.match(new RegExp(`[?&](${encodeURIComponent(site.path)}=[^&]*)`))?.[1];
      const twice = { ...delivery, url: `${delivery.url}&${again}` };
      expect([...missing(site), "SIGNATURE_MISMATCH"]).toContain(await codeOf(attempt(row, twice)));
    }
  });

  it("what the event says of its signature is what happens when the body is another one", async () => {
    const delivery = await deliver(row);
    const { body: covered } = (await attempt(row, delivery)).signed;
    const body = Buffer.from(delivery.body as string);
    // A letter of a value that no scheme looks at by its name.
    const at = body.lastIndexOf("Gr");
    if (at < 0) return;
    body[at] = (body[at] as number) ^ 0x20;
    const outcome = await attempt(row, { ...delivery, body }).then(
      () => "accepted",
      ({ code }) => code,
    );
    // A part of the body, or a checksum of it, notices a letter and says nothing about the rest.
    const noticed = covered || /\{(body\|crc32|form:payload)\}/.test(`${row.record.scheme.signs}`);
    expect(outcome).toBe(noticed ? "SIGNATURE_MISMATCH" : "accepted");
  });
});

describe.each(named(signed))("%s", (_id, row) => {
  it("a signed value that is changed by a character is refused", async () => {
    for (const site of row.sites.filter(({ role }) => role === "field" || role === "signed")) {
      const change = { [keyOfSite(site)]: nudged(String(site.value(NOW))) };
      const delivery = await make(row, {}, undefined, { set: change });
      expect(await codeOf(attempt(row, delivery)), keyOfSite(site)).toBe("SIGNATURE_MISMATCH");
      // And that value is accepted when it is what was signed.
      expect((await attempt(row, await make(row, { set: change }))).provider).toBe(row.provider.id);
    }
  });

  it("one bit of a body that is signed, at any byte, is refused", async () => {
    if (!row.record.covers.body) return;
    const delivery = await deliver(row);
    const accepted = [];
    const original = Buffer.from(delivery.body as string);
    for (const at of positions(row, original.length)) {
      const body = Buffer.from(original);
      body[at] = (body[at] as number) ^ (1 << (at % 8));
      const code = await codeOf(attempt(row, { ...delivery, body }));
      // What is read before it is hashed may be malformed before it is wrong.
      const decoded = row.record.looksInside || /\{body\|(json|lower)/.test(`${row.record.scheme.signs}`);
      const early = decoded && /^(SIGNATURE|TIMESTAMP)_(MALFORMED|MISSING)$/.test(code);
      if (code !== "SIGNATURE_MISMATCH" && !early) accepted.push([at, code]);
    }
    expect(accepted).toEqual([]);
  });

  it("another URL or method is refused where it is signed", async () => {
    const { covers } = row.record;
    const delivery = await deliver(row);
    const changes: Partial<Delivery>[] = [];
    if (covers.url) {
      changes.push({ url: `${delivery.url}${delivery.url.includes("?") ? "&" : "?"}a=1` });
      changes.push(
        { url: delivery.url.replace("shop.", "shop2.") },
        { url: delivery.url.replace("/hooks/", "/hook/") },
      );
    }
    if (covers.fields.includes("path")) changes.push({ url: delivery.url.replace("/hooks/", "/hook/") });
    if (covers.method) changes.push({ method: "PUT" }, { method: "post" });
    for (const change of changes) {
      expect(await codeOf(attempt(row, { ...delivery, ...change })), JSON.stringify(change)).toBe("SIGNATURE_MISMATCH");
    }
  });

  it("one bit of the signature, at any byte, is refused", async () => {
    const signature = Buffer.from(await signatureOf(row));
    const time = writeTime(NOW, row.record.scheme.timestamp);
    for (const at of positions(row, signature.length)) {
      const changed = Buffer.from(signature);
      changed[at] = (changed[at] as number) ^ (1 << (at % 8));
      const delivery = around(row, row.write(textOf(row, changed), time));
      expect(await codeOf(attempt(row, delivery))).toBe("SIGNATURE_MISMATCH");
    }
  });

  it("another spelling of the right signature is refused", async () => {
    const bytes = Buffer.from(await signatureOf(row));
    const time = writeTime(NOW, row.record.scheme.timestamp);
    // Where the key decides about the length, hex reads as base64 of other bytes.
    const free = row.record.scheme.kind === "rsa" || row.record.scheme.kind === "ecdsa";
    const codes = ["SIGNATURE_MALFORMED", ...(free ? ["SIGNATURE_MISMATCH"] : [])];
    for (const text of otherSpellings(row, bytes)) {
      expect(codes, text).toContain(await codeOf(attempt(row, around(row, row.write(text, time)))));
    }
  });
});

describe.each(named(everyGenuine.filter(isPlain)))("%s", (_id, row) => {
  const { kind, prefix = "" } = row.record.scheme;

  it("a credential says nothing about the body, and the event tells so", async () => {
    const [site] = row.sites;
    const inside = site?.in === "body" || site?.in === "form";
    const delivery = await deliver(row);
    const event = await attempt(row, inside ? delivery : { ...delivery, body: '{"id":"another","update_id":8}' });
    expect(event.signed).toEqual({ id: false, type: false, timestamp: false, url: false, body: false });
  });

  it("a credential that lacks its last character, or has one more, is refused", async () => {
    const texts = [row.secret.slice(0, -1), `${row.secret}0`, row.secret.toUpperCase(), ` ${row.secret}`];
    for (const text of texts) {
      const written = textOf(row, Buffer.from(text));
      expect(["SIGNATURE_MISMATCH", "SIGNATURE_MALFORMED"]).toContain(
        await codeOf(attempt(row, around(row, row.write(written, "")))),
      );
    }
  });

  it("a credential without what stands before it, or with another one, is refused", async () => {
    const before = kind === "basic" ? "Basic " : prefix;
    if (!before) return;
    const text = textOf(row, await signatureFor(row));
    for (const other of ["", before.trim(), `${before} `, "Bear ", ` ${before}`]) {
      expect(["SIGNATURE_MISMATCH", "SIGNATURE_MALFORMED"], other).toContain(
        await codeOf(attempt(row, around(row, other + text))),
      );
    }
  });
});

describe.each(named(everyGenuine.filter(isTimed)))("%s", (_id, row) => {
  it("a timestamp at the tolerance passes, one second beyond is refused, both ways", async () => {
    const age = async (seconds: number) => attempt(row, await make(row, { at: NOW - seconds }));
    const limit = TOLERANCE(row);
    expect((await age(limit)).timestampMs).toBe((NOW - limit) * 1000);
    expect((await age(-limit)).timestampMs).toBe((NOW + limit) * 1000);
    expect(await codeOf(age(limit + 1))).toBe("TIMESTAMP_TOO_OLD");
    expect(await codeOf(age(-limit - 1))).toBe("TIMESTAMP_TOO_NEW");
  });

  it("a fresh timestamp over an old signature is refused", async () => {
    const signature = textOf(row, await signatureFor(row, { at: NOW - 1 }));
    const delivery = around(row, row.write(signature, writeTime(NOW, row.record.scheme.timestamp)));
    expect(await codeOf(attempt(row, delivery))).toBe("SIGNATURE_MISMATCH");
  });
});
