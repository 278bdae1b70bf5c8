import type { PlainProbe } from "../types.js";
import { any, bodyUnsigned, noJson, signedInside } from "./limits.js";

const DECODED =
  "The signature is checked over decoded text, in which some bytes are lost. Verify the bytes, and decode them afterwards.";

/** Bodies that are another text for a lenient decoder. */
export const BYTES: readonly PlainProbe[] = [
  {
    id: "bom",
    title: "a byte order mark before a genuine body",
    expect: "refused",
    right: "A byte order mark before a genuine body is refused",
    level: "mend",
    wrong: "A body was accepted although a byte order mark had been put before it",
    remedy: DECODED,
    unless: any(noJson, signedInside, bodyUnsigned),
    make: async (kit) => {
      const signed = await kit.sign();
      return kit.request(signed, { body: new Uint8Array([0xef, 0xbb, 0xbf, ...signed.body]) });
    },
  },
  {
    id: "invalid-utf8",
    title: "a body with a byte that is no UTF-8",
    expect: "refused",
    right: "A body in which a character was replaced by a broken byte is refused",
    level: "mend",
    wrong: "A body was accepted although a character in it had been replaced by a broken byte",
    remedy: DECODED,
    unless: any(noJson, signedInside, bodyUnsigned),
    make: async (kit) => {
      const signed = await kit.written((tree) => JSON.stringify({ ...tree, note: "\u{fffd}" }));
      const text = Buffer.from(signed.body).toString("latin1").replace("\u00ef\u00bf\u00bd", "\u00ff");
      return kit.request(signed, { body: new Uint8Array(Buffer.from(text, "latin1")) });
    },
  },
];
