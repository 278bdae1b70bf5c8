import type { Kit } from "../kit.js";
import type { PlainProbe } from "../types.js";
import { noHeader } from "./limits.js";

const REQUIRE = "A delivery without a signature comes from anybody: answer 401 when the header is missing or empty.";

/** A genuine delivery whose signature header has been changed. */
export async function changed(kit: Kit, change: (header: string, signature: string) => string | undefined) {
  const signed = await kit.sign();
  const [name = ""] = kit.headers;
  const header = signed.headers[name] ?? "";
  const request = kit.request(signed);
  const without = Object.fromEntries(kit.headers.map((one) => [one, undefined]));
  return {
    ...request,
    headers: kit.set(request, { ...without, [name]: change(header, kit.signatureText(signed) ?? header) }),
  };
}

/** What becomes of signature headers that no provider sends. */
export const HEADERS: readonly PlainProbe[] = [
  {
    id: "no-header",
    title: "a delivery without its signature header",
    expect: "refused",
    right: "A delivery without a signature is refused",
    level: "dangerous",
    wrong: "A delivery without any signature was accepted",
    remedy: REQUIRE,
    unless: noHeader,
    make: (kit) => changed(kit, () => undefined),
  },
  {
    id: "empty-header",
    title: "an empty signature header",
    expect: "refused",
    right: "An empty signature header is refused",
    level: "dangerous",
    wrong: "A delivery with an empty signature header was accepted",
    remedy: REQUIRE,
    unless: noHeader,
    make: (kit) => changed(kit, () => ""),
  },
  {
    id: "empty-signature",
    title: "a signature header with nothing behind its label",
    expect: "refused",
    right: "A signature header with nothing behind its label is refused",
    level: "dangerous",
    wrong: "A signature header with nothing behind its label was accepted",
    remedy:
      "Comparing as far as the shorter text goes finds no difference. Refuse a signature that has not its full length.",
    unless: noHeader,
    make: (kit) => changed(kit, (header, signature) => header.replaceAll(signature, "")),
  },
  {
    id: "half-signature",
    title: "the first half of a genuine signature",
    expect: "refused",
    right: "The first half of a genuine signature is refused",
    level: "dangerous",
    wrong: "The first half of a genuine signature was accepted",
    remedy: "Short signatures can be guessed. Compare all bytes, and refuse a signature that has not its full length.",
    unless: noHeader,
    make: (kit) =>
      changed(kit, (header, signature) =>
        header.replaceAll(signature, signature.slice(0, 2 * Math.floor(signature.length / 4))),
      ),
  },
  {
    id: "zero-signature",
    title: "a signature of zeros",
    expect: "refused",
    right: "A signature of zeros is refused",
    level: "dangerous",
    wrong: "A signature of zeros was accepted",
    remedy:
      "The signature is not compared at all, or with what a failed computation left. Answer 401 when anything fails.",
    unless: noHeader,
    make: (kit) => changed(kit, (header, signature) => header.replaceAll(signature, "0".repeat(signature.length))),
  },
  {
    id: "header-junk",
    title: "junk in the signature header",
    expect: "refused",
    right: "Junk in the signature header is refused",
    level: "dangerous",
    wrong: "A delivery with junk in the signature header was accepted",
    remedy: REQUIRE,
    unless: noHeader,
    make: (kit) =>
      changed(kit, () => `__proto__=1,constructor=1,t=NaN,v1=\u00e9\u00ff%00,sha256=,${"=,;".repeat(300)}`),
  },
];
