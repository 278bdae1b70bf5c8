import { digest } from "#crypto";
import { type HttpSignatureData, signatureBase } from "../../core/schemes/http-signature-parts.js";
import type { Member } from "../../core/structured-fields.js";
import { parseDictionary } from "../../core/structured-fields.js";
import { encodeBase64 } from "../../encoding/base64.js";
import { compute, signWith, type Writer } from "./writing.js";

const REQUIRES = ["@method", "@target-uri", "content-digest"];

/** HTTP Message Signatures over what the receiver demands (RFC 9421). */
export const writeHttp: Writer = async (writing) => {
  const { scheme, draft, nowMs, key } = writing;
  const {
    requires = REQUIRES,
    tag,
    algorithm = "hmac-sha256",
  } = scheme.described as HttpSignatureData & {
    readonly algorithm?: string;
  };
  const body = draft.bytes();
  draft.headers["content-digest"] ??= `sha-256=:${encodeBase64(await digest("sha256", [body]))}:`;
  draft.headers["content-type"] ??= draft.contentType();
  const names = requires.map((name) => `"${name.toLowerCase()}"`).join(" ");
  const parameters = [`created=${Math.floor(nowMs / 1000)}`, 'keyid="test"', `alg="${algorithm}"`];
  if (tag !== undefined) parameters.push(`tag="${tag}"`);
  draft.headers["signature-input"] = `sig1=(${names});${parameters.join(";")}`;
  const input = parseDictionary(draft.headers["signature-input"])?.get("sig1") as Member;
  const { method, url, headers } = draft;
  const signature = key
    ? await compute(writing, body)
    : await signWith(writing, [signatureBase(input, { method, url, headers, body })]);
  draft.headers.signature = `sig1=:${encodeBase64(signature)}:`;
};
