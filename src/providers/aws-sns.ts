import { handshakes } from "../core/handshakes.js";
import { freezeProvider } from "../core/provider.js";
import { sns } from "../core/schemes/sns.js";
import { fromBody } from "../core/sources.js";
import { confirmSubscription } from "../keys/confirm-subscription.js";
import { remoteKeys } from "../keys/remote-keys.js";

const hosts = ["sns.<region>.amazonaws.com", "sns.<region>.amazonaws.com.cn"];

/**
 * Amazon SNS over HTTP(S). The message, its id, time, topic, type and subject are signed; `MessageAttributes` and
 * `UnsubscribeURL` are not, so that the payload goes without them. Retries keep the id. Both versions of the signature are
 * accepted, since AWS signs with version 1 (SHA-1) until the topic is set to 2: the option `signatureVersion` pins one. A
 * subscription to one of your topics is confirmed by fetching the address that its signed request names. A message counts for
 * 65 minutes: AWS retries for an hour. Checked 2026-11 against documentation and SDK.
 * @remarks
 * - Anybody can subscribe your address to a topic of his own, and AWS signs that too: only `topicArns` are taken.
 * - The body is JSON, though its content type is `text/plain`.
 * - Raw message delivery takes the signature away: leave it off.
 * - AWS takes any status from 200 to 499 for delivered, so that a 401 is not retried.
 * - An `UnsubscribeConfirmation` reaches your handler; fetching its `SubscribeURL` would subscribe again.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
export const awsSns = freezeProvider({
  id: "aws-sns",
  name: "Amazon SNS",
  docs: "https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html",
  checked: "2026-11",
  scheme: sns({ keys: remoteKeys({ hosts, path: "/SimpleNotificationService-*.pem", form: "certificate" }) }),
  toleranceSeconds: 3900,
  eventId: fromBody("MessageId"),
  eventType: fromBody("Type"),
  deadlineSeconds: 15,
  retries: { windowSeconds: 3600 },
  handshakes: handshakes({
    method: "POST",
    equals: [fromBody("Type"), "SubscriptionConfirmation"],
    check: "signature",
    confirm: {
      at: fromBody("SubscribeURL"),
      visit: confirmSubscription({ hosts, path: "/", query: "Action=ConfirmSubscription&TopicArn=*&Token=*" }),
    },
  }),
  credential: {
    name: "ARN of the topic",
    env: "SNS_TOPIC_ARN",
    where: "the SNS console → your topic (option topicArns)",
  },
});
