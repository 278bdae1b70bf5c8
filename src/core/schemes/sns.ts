import { type PublicKey, verifySignature } from "#crypto";
import { decodeBase64 } from "../../encoding/base64.js";
import type { RawDelivery } from "../delivery.js";
import { WebhookConfigError, WebhookError } from "../errors.js";
import { preparePublicKey } from "../public-key.js";
import { parseTimestamp } from "../timestamp.js";
import type { KeySource, PublishedKey, Scheme } from "./scheme.js";
import { malformed, readMessage, SIGNED, textOf } from "./sns-message.js";

/** Options of Amazon SNS. */
export interface NeedsTopics {
  /** The topics whose messages are taken. AWS signs those of any topic, whoever subscribed your address to it. */
  readonly topicArns: readonly string[];
  /** Take this version only. Default: both. `"2"` once every topic has the attribute SignatureVersion set to 2. */
  readonly signatureVersion?: "1" | "2" | undefined;
  /** Default: the global `fetch`. It fetches certificates, and the address that confirms a subscription. */
  readonly fetch?: typeof fetch | undefined;
}

const HASHES = { "1": "sha1", "2": "sha256" } as const;

const ARN = /^arn:[a-z-]{3,20}:sns:[a-z0-9-]{1,32}:\d{12}:[\w-]{1,256}(\.fifo)?$/;

/**
 * The scheme of Amazon SNS: RSA over members of the body, with the key of a certificate whose address stands beside them. What
 * is not signed is left out of the payload.
 * @param data where certificates are
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
export function sns({ keys }: { readonly keys: KeySource }): Scheme<NeedsTopics> {
  /** Keys by the object that a source keeps them in, for each hash. */
  const prepared = new WeakMap<PublishedKey, Map<string, PublicKey>>();

  function prepare(published: PublishedKey, version: keyof typeof HASHES): PublicKey {
    const known = prepared.get(published) ?? new Map<string, PublicKey>();
    prepared.set(published, known);
    try {
      const pem = (published as { pem?: string }).pem;
      const key = known.get(version) ?? preparePublicKey(pem, "RSA", HASHES[version], "spki");
      known.set(version, key);
      return key;
    } catch {
      throw new WebhookError("KEY_UNAVAILABLE", "The certificate that the message names has no RSA key.");
    }
  }

  function build(options: Partial<NeedsTopics> | undefined): Scheme<NeedsTopics> {
    const { topicArns = [], signatureVersion, fetch: send } = options ?? {};
    const arns = Array.isArray(topicArns) && topicArns.every((arn) => typeof arn === "string" && ARN.test(arn));
    if (options && (!arns || !topicArns.length)) {
      throw new WebhookConfigError(
        "OPTION_INVALID",
        "topicArns is a list of ARNs: arn:aws:sns:<region>:<account>:<topic>.",
      );
    }
    if (signatureVersion !== undefined && signatureVersion !== "1" && signatureVersion !== "2") {
      throw new WebhookConfigError("OPTION_INVALID", 'signatureVersion is "1" or "2".');
    }
    if (send !== undefined && typeof send !== "function") {
      throw new WebhookConfigError("OPTION_INVALID", "fetch is a function like the global one.");
    }
    const readSigned = ({ body }: RawDelivery) => readMessage(body).signed;
    return {
      kind: "sns",
      credential: "none",
      looksInside: "json",
      covers: {
        body: true,
        url: false,
        method: false,
        fields: ["timestamp", ...new Set(Object.values(SIGNED).flat())].map((name) =>
          name === "timestamp" ? name : `json:${name}`,
        ),
      },
      configure: (given) => build(given),
      canonical: (delivery) => textOf(readSigned(delivery)),
      unwrap: (delivery) => ({ ...readSigned(delivery) }),
      parse: ({ body }) => {
        const { signed, about } = readMessage(body);
        const { SignatureVersion: version, Signature: signature = "", SigningCertURL: url = "" } = about;
        const wanted =
          signatureVersion === undefined ? Object.hasOwn(HASHES, version ?? "") : version === signatureVersion;
        if (!wanted) throw malformed("is signed in a version that is not accepted");
        if (options && !topicArns.includes(signed.TopicArn ?? "")) {
          throw new WebhookError("SIGNATURE_MISMATCH", "The message is of a topic that is not in topicArns.");
        }
        const bytes = signature.length <= 2048 ? decodeBase64(signature) : undefined;
        if (!bytes?.length) throw malformed("has a signature that is no base64");
        const timestampMs = parseTimestamp(signed.Timestamp ?? "", "iso8601");
        if (Number.isNaN(timestampMs)) {
          throw new WebhookError("TIMESTAMP_MALFORMED", "The timestamp of the message is not in iso8601.");
        }
        return {
          candidates: [{ bytes }],
          fields: { version: version as string, url, signed: textOf(signed) },
          timestampMs,
        };
      },
      prepare: () => ({}),
      check: async (delivery, parsed, given, { nowMs, ...moment }) => {
        if (!options) return build({}).check(delivery, parsed, given, { nowMs, ...moment });
        const { version, url, signed } = parsed.fields;
        const fetching = { ...(send && { fetch: send }), clock: () => nowMs };
        const key = prepare(await keys({ keyId: undefined, url }, fetching), version as keyof typeof HASHES);
        const [candidate] = parsed.candidates;
        return (await verifySignature(key, candidate?.bytes as Uint8Array, [signed as string])) ? 0 : -1;
      },
    };
  }

  return build(undefined);
}
