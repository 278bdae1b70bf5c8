import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { standardWebhooksData } from "../core/schemes/standard-webhooks.js";

/**
 * Supabase Auth hooks over HTTP. Each attempt has a new id and a new time, so that an event is known by the digest of its
 * body. Supabase reads the answer and waits five seconds, attempts included. Checked 2026-11 against Supabase's code.
 * @remarks
 * - 200 and 202 want a JSON body; 204 means that nothing is changed.
 * - Several signatures are joined with a comma and a space, not with a space as in Standard Webhooks.
 * - Hooks do not say which one they are: give each its own URL.
 * @see https://supabase.com/docs/guides/auth/auth-hooks
 */
export const supabaseAuthHooks = freezeProvider({
  id: "supabase-auth-hooks",
  name: "Supabase Auth hooks",
  docs: "https://supabase.com/docs/guides/auth/auth-hooks",
  checked: "2026-11",
  scheme: hmac({
    ...standardWebhooksData(),
    separator: ", ",
    secret: { strip: ["v1,whsec_", "whsec_"], encoding: "base64" },
  }),
  toleranceSeconds: 300,
  readsAnswer: true,
  deadlineSeconds: 5,
  retries: { windowSeconds: 5 },
  credential: {
    name: "hook secret (v1,whsec_…)",
    env: "SUPABASE_AUTH_HOOK_SECRET",
    where: "the dashboard → your hook",
  },
});
