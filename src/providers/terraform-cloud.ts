import { handshakes } from "../core/handshakes.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * HCP Terraform and Terraform Enterprise, generic notifications. SHA-512. The body is signed without a time; notifications
 * have no id. A configuration that is switched on sends a verification and wants 2xx. Checked 2026-11 against
 * documentation.
 * @remarks
 * - A configuration without a token sends no signature.
 * @see https://developer.hashicorp.com/terraform/cloud-docs/api-docs/notification-configurations
 */
export const terraformCloud = freezeProvider({
  id: "terraform-cloud",
  name: "HCP Terraform",
  docs: "https://developer.hashicorp.com/terraform/cloud-docs/api-docs/notification-configurations",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha512",
    header: "x-tfe-notification-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  eventType: [fromBody("trigger"), fromBody("notifications.0.trigger")],
  handshakes: handshakes({
    method: "POST",
    equals: [fromBody("notifications.0.trigger"), "verification"],
    check: "signature",
  }),
  credential: {
    name: "token",
    env: "TERRAFORM_NOTIFICATION_TOKEN",
    where: "the settings of the notification",
  },
});
