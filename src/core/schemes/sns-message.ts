import { toBytes } from "../delivery.js";
import { WebhookError } from "../errors.js";
import { parseJson } from "../sources.js";

const CONFIRMATION = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];

/** What is signed of each type, in this order. */
export const SIGNED: Readonly<Record<string, readonly string[]>> = {
  __proto__: null as never,
  Notification: ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
  SubscriptionConfirmation: CONFIRMATION,
  UnsubscribeConfirmation: CONFIRMATION,
};

/** A message of 256 KiB grows in JSON, where quotes are escaped. */
const MAX_BYTES = 1_048_576;

export const malformed = (what: string) => new WebhookError("SIGNATURE_MALFORMED", `The message ${what}.`);

export type Message = Readonly<Record<string, string>>;

/** The signed members of a message, and what belongs to its signature. */
export function readMessage(body: unknown): { readonly signed: Message; readonly about: Message } {
  const bytes = toBytes(body);
  if (bytes.length > MAX_BYTES) throw malformed("is too long for one of Amazon SNS");
  const found = parseJson(bytes);
  const members: Record<string, unknown> = Object.create(null);
  if (typeof found !== "object" || found === null || Array.isArray(found)) throw malformed("is no JSON object");
  Object.assign(members, found);
  const names = SIGNED[members.Type as string];
  if (typeof members.Type !== "string" || !names) throw malformed("has none of the types of Amazon SNS");
  const signed: Record<string, string> = Object.create(null);
  for (const name of names) {
    const value = members[name] ?? undefined;
    if (value === undefined && name === "Subject") continue;
    // A line break would move the border between two members: the signed text has them in lines.
    if (typeof value !== "string" || (name !== "Message" && /\p{Cc}/u.test(value))) throw malformed(`has no ${name}`);
    signed[name] = value;
  }
  const about: Record<string, string> = Object.create(null);
  for (const name of ["SignatureVersion", "Signature", "SigningCertURL"]) {
    const value = members[name] ?? "";
    if (value === "") throw new WebhookError("SIGNATURE_MISSING", `The message has no ${name}.`);
    if (typeof value !== "string") throw malformed(`has no ${name}`);
    about[name] = value;
  }
  return { signed, about };
}

/** Name and value of each member in lines of their own. */
export const textOf = (signed: Message) =>
  Object.entries(signed)
    .map(([name, value]) => `${name}\n${value}\n`)
    .join("");
