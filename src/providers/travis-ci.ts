import { payloadAs } from "../core/payload-forms.js";
import { freezeProvider } from "../core/provider.js";
import { fetchedKeys } from "../core/schemes/fetched-keys.js";
import { rsa } from "../core/schemes/rsa.js";
import { fromBody, fromForm } from "../core/sources.js";
import { remoteKeys } from "../keys/remote-keys.js";

/**
 * Travis CI (travis-ci.com). The decoded form field `payload` is signed, with SHA-1, as the documentation says; nothing says
 * when. The key is fetched from the public configuration of its API, or given. A build has one id and several notifications:
 * the digest of the signed field stands for the event. Checked 2026-11 against documentation.
 * @remarks
 * - Travis CI signs for every repository with the same key: compare `repository` in the payload with yours.
 * - The header `Travis-Repo-Slug` is not signed.
 * - `type` in the payload is what caused the build: `push`, `pull_request`, `cron` or `api`.
 * @see https://docs.travis-ci.com/user/notifications/#verifying-webhook-requests
 */
export const travisCi = freezeProvider({
  id: "travis-ci",
  name: "Travis CI",
  docs: "https://docs.travis-ci.com/user/notifications/#verifying-webhook-requests",
  checked: "2026-11",
  scheme: fetchedKeys({
    scheme: rsa({
      hash: "sha1",
      header: "signature",
      format: "{signature}",
      encoding: "base64",
      signs: "{form:payload}",
      key: "spki",
    }),
    signedPart: fromForm("payload"),
    keys: remoteKeys({
      url: "https://api.travis-ci.com/config",
      form: { jsonAt: "config.notifications.webhook.public_key" },
    }),
  }),
  eventType: fromBody("status_message"),
  ...payloadAs({ jsonIn: "payload" }),
  credential: {
    name: "public key",
    env: "TRAVIS_CI_PUBLIC_KEY",
    where: "https://api.travis-ci.com/config, config.notifications.webhook.public_key; it is fetched unless given",
  },
});
