import { freezeProvider } from "../core/provider.js";
import { contentfulScheme } from "../core/schemes/contentful.js";
import { fromHeader } from "../core/sources.js";

/**
 * Contentful. Method, path, query, a list of headers and the body are signed. Timestamps are milliseconds; Contentful's own
 * library accepts 30 seconds. Checked 2026-11 against the SDK.
 * @remarks
 * - The topic header is signed where the list of signed headers names it.
 * - Behind a proxy that changes the path, set `publicUrl`.
 * @see https://www.contentful.com/developers/docs/webhooks/request-verification/
 */
export const contentful = freezeProvider({
  id: "contentful",
  name: "Contentful",
  docs: "https://www.contentful.com/developers/docs/webhooks/request-verification/",
  checked: "2026-11",
  scheme: contentfulScheme(),
  toleranceSeconds: 30,
  eventType: fromHeader("x-contentful-topic"),
  keyAlso: [fromHeader("x-contentful-topic")],
  credential: {
    name: "signing secret",
    env: "CONTENTFUL_SIGNING_SECRET",
    where: "the settings of your webhooks → request verification",
  },
});
