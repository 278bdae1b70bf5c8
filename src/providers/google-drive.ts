import { payloadAs } from "../core/payload-forms.js";
import { freezeProvider } from "../core/provider.js";
import { token } from "../core/schemes/token.js";
import { fromHeader } from "../core/sources.js";

/**
 * Push notifications of Google Drive, Calendar and other Workspace APIs. Nothing is signed: the channel token proves that the
 * sender knows it. The body says nothing; what happened stands in headers, and the message number tells notifications apart.
 * Checked 2026-11 against documentation and Google's API client.
 * @remarks
 * - Give a `token` in the `watch` request: without it notifications prove nothing and are refused.
 * - The first notification of a channel has the type `sync` and announces no change.
 * - A notification says that something changed, not what: ask the API from your last page or sync token.
 * - Channels expire. Make a new one in time, with a new id.
 * @see https://developers.google.com/workspace/drive/api/guides/push
 */
export const googleDrive = freezeProvider({
  id: "google-drive",
  name: "Google Drive and Calendar",
  docs: "https://developers.google.com/workspace/drive/api/guides/push",
  checked: "2026-11",
  scheme: token({ header: "x-goog-channel-token" }),
  eventType: fromHeader("x-goog-resource-state"),
  keyAlso: [fromHeader("x-goog-channel-id"), fromHeader("x-goog-message-number")],
  ...payloadAs("text"),
  credential: {
    name: "channel token",
    env: "GOOGLE_CHANNEL_TOKEN",
    where: "your own text, given as token in the watch request",
  },
});
