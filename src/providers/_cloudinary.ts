import { digest } from "../core/schemes/digest.js";
import { fromBody } from "../core/sources.js";

/** The hash is a setting of the account, so that each has a provider of its own. */
export const cloudinaryScheme = (hash: "sha1" | "sha256") =>
  digest({
    hash,
    header: "x-cld-signature",
    format: "{signature}",
    encoding: "hex",
    fields: { timestamp: "x-cld-timestamp" },
    timestamp: "seconds",
    signs: "{body}{timestamp}{secret}",
  });

/** What Cloudinary's notifications share, whatever their hash. */
export const cloudinaryShared = {
  checked: "2026-11",
  toleranceSeconds: 7200,
  eventType: fromBody("notification_type"),
  credential: {
    name: "API secret",
    env: "CLOUDINARY_API_SECRET",
    where: "the dashboard → your API keys",
  },
} as const;
