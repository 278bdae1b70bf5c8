import { freezeProvider } from "../core/provider.js";
import { cloudinaryScheme, cloudinaryShared } from "./_cloudinary.js";

/**
 * Cloudinary's notifications, with SHA-1 as in Cloudinary's libraries unless they are set to SHA-256: then take
 * `cloudinary-sha256`. A hash without a key over body, timestamp and API secret. Two hours are accepted, as in Cloudinary's
 * library. Checked 2026-11 against documentation and SDK, which accepts timestamps of the future; this does not.
 * @remarks
 * - The API secret signs your own requests too: keep it as you keep a private key.
 * @see https://cloudinary.com/documentation/notification_signatures
 */
export const cloudinary = freezeProvider({
  ...cloudinaryShared,
  id: "cloudinary",
  name: "Cloudinary (SHA-1)",
  docs: "https://cloudinary.com/documentation/notification_signatures",
  scheme: cloudinaryScheme("sha1"),
});
