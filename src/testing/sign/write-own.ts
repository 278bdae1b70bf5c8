import { digest } from "#crypto";
import { toBytes } from "../../core/delivery.js";
import { WebhookConfigError } from "../../core/errors.js";
import type { HashSchemeData } from "../../core/schemes/scheme.js";
import { fromHeader, fromQuery, type Source } from "../../core/sources.js";
import { encodeBase64 } from "../../encoding/base64.js";
import { encodeHex } from "../../encoding/hex.js";
import { putAt, readAt, writePairs } from "./tree.js";
import { writeTemplate } from "./write-template.js";
import { writeTimestamp } from "./write-timestamp.js";
import { compute, type Writer, type Writing } from "./writing.js";

/** What a provider signs with code of its own. */

const needsObject = ({ draft }: Writing) => {
  if (!draft.fixed) return;
  throw new WebhookConfigError(
    "OPTION_INVALID",
    "The signature stands inside the body: give the payload as an object.",
  );
};

/** A signature for each item, over eight of its values. */
export const writeAdyen: Writer = async (writing) => {
  needsObject(writing);
  const { tree } = writing.draft;
  const list = readAt(tree, "notificationItems");
  const items = Array.isArray(list) ? list : [];
  for (let i = 0; i < Math.max(1, items.length); i++) {
    const at = `notificationItems.${i}.NotificationRequestItem`;
    const item = readAt(tree, at) ?? {};
    const body = toBytes(JSON.stringify({ notificationItems: [{ NotificationRequestItem: item }] }));
    putAt(tree, `${at}.additionalData.hmacSignature`, encodeBase64(await compute(writing, body)));
  }
};

/** The payload in base64 beside the signature, which the public key names. */
export const writeBraintree: Writer = async (writing) => {
  const { draft, options } = writing;
  const payload = encodeBase64(draft.bytes());
  const form = (signature: string) =>
    toBytes(
      writePairs([
        ["bt_signature", `${options.publicKey}|${signature}`],
        ["bt_payload", payload],
      ]),
    );
  draft.fixed = form(encodeHex(await compute(writing, form("-"))));
  draft.headers["content-type"] ??= "application/x-www-form-urlencoded";
};

/** The list names itself, the time, and what tells the events apart. */
export const writeContentful: Writer = async (writing) => {
  const { scheme, draft } = writing;
  const own = Object.keys(draft.headers).filter((name) => name.startsWith("x-contentful-"));
  const names = new Set([...own, "x-contentful-signed-headers", "x-contentful-timestamp"]);
  draft.need(fromHeader("x-contentful-signed-headers"), [...names].sort().join(","));
  await writeTemplate(scheme.described as HashSchemeData)(writing);
};

/** JSON in a form of many parts, which holds the signature of time and type. */
export const writeDropboxSign: Writer = async (writing) => {
  needsObject(writing);
  const { draft, occurredMs } = writing;
  const { tree, headers } = draft;
  const boundary = "hookonce-test";
  headers["content-type"] = `multipart/form-data; boundary=${boundary}`;
  const put = (name: string, value: string) =>
    readAt(tree, `event.${name}`) === undefined && putAt(tree, `event.${name}`, value);
  put("event_time", writeTimestamp(occurredMs));
  put("event_type", "callback_test");
  const body = (hash: string) => {
    putAt(tree, "event.event_hash", hash);
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="json"\r\n\r\n`;
    return toBytes(`${head}${JSON.stringify(tree)}\r\n--${boundary}--\r\n`);
  };
  draft.fixed = body(encodeHex(await compute(writing, body("-"))));
};

/** Time, the names of headers and their values stand before the body. */
export const writeHook0: Writer = async (writing) => {
  const { provider, draft, nowMs } = writing;
  draft.headers["content-type"] ??= draft.contentType();
  const sources = [provider.eventId ?? [], provider.eventType ?? []].flat() as Source[];
  const names = sources.map(({ path }) => path).filter((name) => draft.headers[name] !== undefined);
  const fields = { timestamp: writeTimestamp(nowMs), headers: (names.length ? names : ["content-type"]).join(" ") };
  const signature = encodeHex(await compute(writing, draft.bytes(), fields));
  draft.headers["x-hook0-signature"] = `t=${fields.timestamp},h=${fields.headers},v1=${signature}`;
};

/** A form is sorted behind the URL; of a JSON body the URL holds the hash. */
export const writeTwilio: Writer = async (writing) => {
  const { draft } = writing;
  const isJson = draft.headers["content-type"]?.includes("json") || [0x5b, 0x7b].includes(draft.fixed?.[0] as number);
  if (isJson) {
    draft.headers["content-type"] ??= "application/json";
    draft.need(fromQuery("bodySHA256"), encodeHex(await digest("sha256", [draft.bytes()])));
  }
  await writeTemplate({ header: "x-twilio-signature", format: "{signature}", encoding: "base64" })(writing);
};
