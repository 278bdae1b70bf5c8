import { createVerifier, defineProvider, ecdsa, ed25519, rsa } from "hookonce";
import { describe, expect, it } from "vitest";
import { readCertificate } from "../../src/keys/certificate.js";
import { codeOf } from "../support/refusal.js";
import { certificates, derOf, pemOf } from "./support.js";

const all = Object.values(certificates);
const { rsa: one, ec, ed, root } = certificates;

/** A PEM text without its line breaks, as two writers may break lines differently. */
const flat = (pem = "") => pem.replace(/\s/g, "");

describe("readCertificate", () => {
  it.each(all.map((made) => [made.what, made] as const))("says what openssl says: %s", (_what, made) => {
    const { pem, publicKey, notBeforeMs, notAfterMs, commonName } = made;
    const read = readCertificate(pem);
    expect(flat(read?.publicKey)).toBe(flat(publicKey));
    expect(read).toMatchObject({ notBeforeMs, notAfterMs, commonName: commonName ?? undefined });
  });

  it("takes the first one of a chain, whatever its line breaks", () => {
    const chain = `${one!.pem}${root!.pem}`;
    expect(readCertificate(chain)?.commonName).toBe(one!.commonName);
    expect(readCertificate(chain.replaceAll("\n", "\r\n"))?.commonName).toBe(one!.commonName);
    expect(readCertificate(`\n${pemOf(derOf(one!.pem))}\n\n`)?.commonName).toBe(one!.commonName);
  });

  const { pem } = one!;
  const der = derOf(pem);

  it.each([
    ["nothing", ""],
    ["no PEM", "hello"],
    ["HTML", "<html></html>"],
    ["a public key", one!.publicKey],
    ["text before it", `Certificate:\n${pem}`],
    ["text behind it", `${pem}hello`],
    ["no end", pem.replace("-----END CERTIFICATE-----", "")],
    ["no begin", pem.replace("-----BEGIN CERTIFICATE-----", "")],
    ["another label", pem.replaceAll("CERTIFICATE", "X509 CRL")],
    ["a letter that is no base64", pem.replace("MII", "M*I")],
    ["an empty body", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----"],
    ["a second one that is none", `${pem}-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----`],
    ["nine of them", pem.repeat(9)],
    ["a byte more", pemOf(new Uint8Array([...der, 0]))],
    ["a byte less", pemOf(der.subarray(0, -1))],
    ["an indefinite length", pemOf(new Uint8Array([0x30, 0x80, ...der.subarray(4), 0, 0]))],
    ["a length of four bytes", pemOf(new Uint8Array([0x30, 0x84, 0, 0, ...der.subarray(2)]))],
    ["a length with a zero before it", pemOf(new Uint8Array([0x30, 0x83, 0, ...der.subarray(2)]))],
    ["another tag", pemOf(new Uint8Array([0x31, ...der.subarray(1)]))],
  ])("refuses %s", (_what, text) => {
    expect(readCertificate(text)).toBeUndefined();
  });

  /** The certificate with a text in it changed for one of the same length. */
  const changed = (from: string, to: string) => {
    const at = Buffer.from(der).indexOf(from, 0, "latin1");
    expect(at).toBeGreaterThan(0);
    const copy = new Uint8Array(der);
    copy.set(Buffer.from(to, "latin1"), at);
    return pemOf(copy);
  };
  const end = "361122093934Z";

  it("reads years from 1950 to 2049", () => {
    expect(readCertificate(changed(end, "491122093934Z"))?.notAfterMs).toBe(Date.UTC(2049, 10, 22, 9, 39, 34));
    expect(readCertificate(changed(end, "501122093934Z"))?.notAfterMs).toBe(Date.UTC(1950, 10, 22, 9, 39, 34));
  });

  it.each([
    ["a 13th month", "361322093934Z"],
    ["a 31st of November", "361131093934Z"],
    ["a 29th of February where there is none", "370229093934Z"],
    ["an hour 24", "361122243934Z"],
    ["a second 60", "361122093960Z"],
    ["another zone", "3611220939+00"],
    ["a letter", "36112209393aZ"],
    ["no zone", "3611220939341"],
  ])("refuses a date with %s", (_what, date) => {
    expect(readCertificate(changed(end, date))).toBeUndefined();
  });

  it("never throws on what is damaged, and never reads past its end", () => {
    for (const made of [one!, ec!, ed!]) {
      const bytes = derOf(made.pem);
      for (let at = 0; at < bytes.length; at++) {
        for (const byte of [0x80, (bytes[at] as number) ^ 1]) {
          const copy = new Uint8Array(bytes);
          copy[at] = byte;
          const read = readCertificate(pemOf(copy));
          if (read) expect(Number.isFinite(read.notAfterMs) && read.publicKey.startsWith("-----BEGIN")).toBe(true);
        }
        expect(readCertificate(pemOf(bytes.subarray(0, at)))).toBeUndefined();
      }
    }
  });
});

describe("the key of a certificate verifies", () => {
  const data = { header: "x-signature", format: "{signature}", encoding: "base64", signs: "{body}" } as const;
  it.each([
    ["RSA", one!, rsa({ ...data, key: "spki" })],
    ["ECDSA", ec!, ecdsa({ ...data, key: "spki" })],
    ["Ed25519", ed!, ed25519({ ...data, key: "spki" })],
  ])("%s", async (_what, { pem, signatureOfHello = "" }, scheme) => {
    const provider = defineProvider({
      id: "acme",
      name: "Acme",
      docs: "https://acme.example",
      checked: "2026-11",
      scheme,
    });
    const verifyAcme = createVerifier(provider, { publicKey: readCertificate(pem)?.publicKey });
    const headers = { "x-signature": signatureOfHello };
    expect((await verifyAcme({ headers, body: "hello" })).provider).toBe("acme");
    expect(await codeOf(verifyAcme({ headers, body: "hallo" }))).toBe("SIGNATURE_MISMATCH");
  });
});
