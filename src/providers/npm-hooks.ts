import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * npm's registry hooks. The body is signed without a time; events have no id. Checked 2026-11 against npm's own receiver.
 * @see https://github.com/npm/npm-hook-receiver
 */
export const npmHooks = freezeProvider({
  id: "npm-hooks",
  name: "npm hooks",
  docs: "https://github.com/npm/npm-hook-receiver",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-npm-signature",
    format: "sha256={signature}",
    encoding: "hex",
    signs: "{body}",
    secret: { refuse: ["npm_"] },
  }),
  eventType: fromBody("event"),
  credential: { name: "shared secret", env: "NPM_HOOK_SECRET", where: "the secret that you gave to npm hook add" },
});
