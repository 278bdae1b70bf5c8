import type { Outgoing } from "../../http.js";
import type { Kit } from "../kit.js";
import { layoutOf } from "../signature-place.js";
import type { PlainProbe } from "../types.js";
import { any, noHeader, rawJson } from "./limits.js";

const RAW =
  "Verify the bytes as they arrived (express.raw, request.get_data(), io.ReadAll), and parse them afterwards.";

/** Senders that send two signatures while a secret is rolled. */
const severalSignatures = (kit: Kit) => {
  const { separator, format = "" } = layoutOf(kit.provider);
  const isList = separator === " " || (separator !== undefined && /(^|[,;])(v1|h1)=\{signature\}/.test(format));
  return !isList && "this provider sends one signature at a time";
};

/** Both signatures, the old secret's first. */
async function withTwoSignatures(kit: Kit): Promise<Outgoing> {
  const event = kit.newEvent();
  const timestamp = Date.now();
  const own = await kit.sign(event, { timestamp });
  const old = await kit.sign(event, { timestamp, as: "stranger", payload: own.body });
  const { separator = " " } = layoutOf(kit.provider);
  const [name = ""] = kit.headers;
  const [mine = "", theirs = ""] = [own, old].map((one) => one.headers[name]);
  const split = (text: string) => text.split(separator);
  const element = split(theirs).find((piece) => !split(mine).includes(piece)) ?? "";
  const pieces = split(mine);
  const at = pieces.findIndex((piece) => !split(theirs).includes(piece));
  pieces.splice(Math.max(0, at), 0, element);
  const request = kit.request(own);
  return { ...request, headers: kit.set(request, { [name]: pieces.join(separator) }) };
}

/** What a provider really sends, in its rarer forms: refused, it is lost. */
export const GENUINE: readonly PlainProbe[] = [
  {
    id: "unicode",
    title: "a body with emoji and accents",
    expect: "accepted",
    right: "A body with emoji and accents is accepted",
    level: "mend",
    wrong: "A genuine delivery with emoji and accents was refused",
    remedy: `The body was decoded and encoded again with another character set before it was verified. ${RAW}`,
    unless: rawJson,
    make: async (kit) =>
      kit.request(await kit.written((tree) => JSON.stringify({ ...tree, note: "Zoë, 你好, 🎉, \u2028" }))),
  },
  {
    id: "spacing",
    title: "a body with unusual spacing",
    expect: "accepted",
    right: "A body with unusual spacing is accepted",
    level: "mend",
    wrong: "A genuine delivery with unusual spacing was refused",
    remedy: `The body was parsed and written again before it was verified. ${RAW}`,
    unless: rawJson,
    make: async (kit) => kit.request(await kit.written((tree) => `${JSON.stringify(tree, null, 3)}\r\n`)),
  },
  {
    id: "charset",
    title: "a content type with a charset",
    expect: "accepted",
    right: "A content type with a charset is accepted",
    level: "mend",
    wrong: "A genuine delivery was refused because its content type names a charset",
    remedy: "Read the raw body whatever its content type says: express.raw({ type: () => true }).",
    make: async (kit) => {
      const signed = await kit.sign();
      const request = kit.request(signed);
      return {
        ...request,
        headers: kit.set(request, { "content-type": `${signed.headers["content-type"]}; charset=utf-8` }),
      };
    },
  },
  {
    id: "header-case",
    title: "header names in another case",
    expect: "accepted",
    right: "Header names are read in any case",
    level: "mend",
    wrong: "A genuine delivery was refused because its header names are in another case",
    remedy: "Names of headers have no case: look them up in lower case, or with your framework's own function.",
    make: async (kit) => {
      const request = kit.request(await kit.sign());
      return { ...request, headers: request.headers.map(([name, value]) => [name.toUpperCase(), value]) };
    },
  },
  {
    id: "two-signatures",
    title: "two signatures, the second of which is right",
    expect: "accepted",
    right: "Two signatures, as they come while a secret is rolled, are both tried",
    level: "mend",
    wrong: "A genuine delivery was refused because the signature of another secret stood before the right one",
    remedy: "While a secret is rolled the provider signs with both. Compare with every signature of the header.",
    unless: any(noHeader, severalSignatures),
    make: withTwoSignatures,
  },
];
