import { freezeProvider } from "../core/provider.js";
import { cloudinaryScheme, cloudinaryShared } from "./_cloudinary.js";

/**
 * Cloudinary's notifications, for accounts that sign with SHA-256. A hash without a key over body, timestamp and API
 * secret. Two hours are accepted, as in Cloudinary's library. Checked 2026-11 against documentation and SDK, which accepts
 * timestamps of the future; this does not.
 * @remarks
 * - The API secret signs your own requests too: keep it as you keep a private key.
 * @see https://cloudinary.com/documentation/notification_signatures
 */
export const cloudinarySha256 = freezeProvider({
  ...cloudinaryShared,
  id: "cloudinary-sha256",
  name: "Cloudinary (SHA-256)",
  docs: "https://cloudinary.com/documentation/notification_signatures",
  scheme: cloudinaryScheme("sha256"),
});
