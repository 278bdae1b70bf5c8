import type { Kit } from "../kit.js";
import type { PlainProbe } from "../types.js";
import { any, bodyUnsigned, noSharedSecret, signedInside } from "./limits.js";

const COMPARE =
  "Compute the signature over the raw bytes of the body, compare it in constant time, and answer 401 when it differs.";

/** The headers of one event around the body of another. */
async function forged(kit: Kit) {
  const timestamp = Date.now();
  const [own, other] = [await kit.sign(undefined, { timestamp }), await kit.sign(undefined, { timestamp })];
  const right = kit.signatureText(other);
  if (right) kit.rightSignatures.add(right);
  return kit.request(own, { body: other.body });
}

/** What somebody without the secret can send. */
export const FORGED: readonly PlainProbe[] = [
  {
    id: "forged-body",
    title: "a forged body",
    expect: "refused",
    right: "A forged body is refused",
    level: "dangerous",
    wrong: "A forged body was accepted: the signature of one delivery passed with the body of another",
    remedy: `Anybody who sees one delivery can make your handler act on anything. ${COMPARE}`,
    unless: any(bodyUnsigned, signedInside),
    make: forged,
  },
  {
    id: "forged-type",
    title: "a forged body under another content type",
    expect: "refused",
    right: "A forged body under another content type is refused",
    level: "dangerous",
    wrong: "A forged body was accepted because its content type is text/plain",
    remedy: "Your body parser gave nothing, and nothing was verified. Refuse a delivery whose body could not be read.",
    unless: any(bodyUnsigned, signedInside),
    make: async (kit) => {
      const request = await forged(kit);
      return { ...request, headers: kit.set(request, { "content-type": "text/plain" }) };
    },
  },
  {
    id: "forged-signature",
    title: "a signature with one bit changed",
    expect: "refused",
    right: "A signature with one bit changed is refused",
    level: "dangerous",
    wrong: "A signature with one bit changed was accepted",
    remedy: `The signature is not compared, or not all of it. ${COMPARE}`,
    make: async (kit) => kit.request(await kit.sign(undefined, { forge: true })),
  },
  {
    id: "wrong-secret",
    title: "a delivery signed with another secret",
    expect: "refused",
    right: "A delivery that another secret signed is refused",
    level: "dangerous",
    wrong: "A delivery that another secret signed was accepted",
    remedy: `Anybody can sign like that. ${COMPARE}`,
    make: async (kit) => kit.request(await kit.sign(undefined, { as: "stranger" })),
  },
  {
    id: "empty-secret",
    title: "a delivery signed with an empty secret",
    expect: "refused",
    right: "A delivery signed with an empty secret is refused",
    level: "dangerous",
    wrong: "A delivery signed with an empty secret was accepted",
    remedy: "Where the variable of the secret is not set, anybody can sign. Refuse to start without it.",
    unless: noSharedSecret,
    // An HMAC pads its key with zeros, so that one zero byte is the empty key.
    make: async (kit) => kit.request(await kit.sign(undefined, { as: new Uint8Array(1) })),
  },
  {
    id: "undefined-secret",
    title: 'a delivery signed with the word "undefined"',
    expect: "refused",
    right: 'A delivery signed with the word "undefined" is refused',
    level: "dangerous",
    wrong: 'A delivery signed with the word "undefined" was accepted',
    remedy: "A variable that is not set became a text, which everybody knows. Refuse to start without the secret.",
    unless: noSharedSecret,
    make: async (kit) => kit.request(await kit.sign(undefined, { as: new TextEncoder().encode("undefined") })),
  },
  {
    id: "empty-body",
    title: "an empty body under a genuine signature",
    expect: "refused",
    right: "An empty body under a genuine signature is refused",
    level: "dangerous",
    wrong: "An empty body was accepted under the signature of another one",
    remedy: `Nothing was verified, because there was nothing to verify. ${COMPARE}`,
    unless: any(bodyUnsigned),
    make: async (kit) => kit.request(await kit.sign(), { body: new Uint8Array() }),
  },
  {
    id: "truncated",
    title: "half of a genuine body",
    expect: "refused",
    right: "Half of a genuine body is refused",
    level: "dangerous",
    wrong: "Half of a genuine body was accepted",
    remedy: `The body is not part of what is verified. ${COMPARE}`,
    unless: any(bodyUnsigned),
    make: async (kit) => {
      const signed = await kit.sign();
      return kit.request(signed, { body: signed.body.subarray(0, Math.floor(signed.body.length / 2)) });
    },
  },
];
