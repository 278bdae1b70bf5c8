import { remoteKeys } from "../keys/remote-keys.js";

/** The keys of Google's ID tokens. */
export const googleKeys = /* @__PURE__ */ remoteKeys({
  url: "https://www.googleapis.com/oauth2/v3/certs",
  form: "jwks",
});

/** Both spellings are Google's. */
export const GOOGLE_ISSUERS = ["https://accounts.google.com", "accounts.google.com"] as const;
