import { WebhookConfigError } from "../core/errors.js";
import { freezeProvider } from "../core/provider.js";
import { jws } from "../core/schemes/jws.js";
import { certificateKeys } from "../core/schemes/jws-certificates.js";
import type { CertificateKeys } from "../core/schemes/jws-data.js";
import { fromBody } from "../core/sources.js";

/** Apple Root CA - G3, from https://www.apple.com/certificateauthority/, SHA-256 63343abf…c3653e9179. */
const ROOT =
  "MIICQzCCAcmgAwIBAgIILcX8iNLFS5UwCgYIKoZIzj0EAwMwZzEbMBkGA1UEAwwSQXBwbGUgUm9vdCBDQSAtIEczMSYwJAYDVQQLDB1BcHBsZSBDZXJ0" +
  "aWZpY2F0aW9uIEF1dGhvcml0eTETMBEGA1UECgwKQXBwbGUgSW5jLjELMAkGA1UEBhMCVVMwHhcNMTQwNDMwMTgxOTA2WhcNMzkwNDMwMTgxOTA2WjBn" +
  "MRswGQYDVQQDDBJBcHBsZSBSb290IENBIC0gRzMxJjAkBgNVBAsMHUFwcGxlIENlcnRpZmljYXRpb24gQXV0aG9yaXR5MRMwEQYDVQQKDApBcHBsZSBJ" +
  "bmMuMQswCQYDVQQGEwJVUzB2MBAGByqGSM49AgEGBSuBBAAiA2IABJjpLz1AcqTtkyJygRMc3RCV8cWjTnHcFBbZDuWmBSp3ZHtfTjjTuxxEtX/1H7Yy" +
  "Yl3J6YRbTzBPEVoA/VhYDKX1DyxNB0cTddqXl5dvMVztK517IDvYuVTZXpmkOlEKMaNCMEAwHQYDVR0OBBYEFLuw3qFYM4iapIqZ3r6966/ayySrMA8G" +
  "A1UdEwEB/wQFMAMBAf8wDgYDVR0PAQH/BAQDAgEGMAoGCCqGSM49BAMDA2gAMGUCMQCD6cHEFl4aXTQY2e3v9GwOAEZLuN+yRhHFD/3meoyhpmvOwgPU" +
  "nPWTxnS4at+qIxUCMG1mihDK1A3UT82NQz60imOlM27jbdoXt2QfyFMm+YhidDkLF1vLUagM6BgD56KyKA==";

/** Options of Apple, besides `bundleId` and `environment`. */
export interface NeedsAppleRoot {
  /** Roots that are trusted, as base64 of DER. Default: Apple Root CA - G3. */
  readonly rootCertificates?: readonly string[] | undefined;
}

function certificatesFrom({ rootCertificates = [ROOT] }: NeedsAppleRoot): CertificateKeys {
  const keys = certificateKeys({
    roots: rootCertificates,
    leafMarker: "1.2.840.113635.100.6.11.1",
    intermediateMarker: "1.2.840.113635.100.6.2.1",
  });
  if (keys) return keys;
  throw new WebhookConfigError("OPTION_INVALID", "rootCertificates are texts: the base64 of a certificate's DER.");
}

/**
 * App Store Server Notifications, version 2. The body holds a token, which brings the certificates that lead to Apple's root;
 * its claims are the payload. Your app is told by `bundleId`, and `environment` is `Production` unless you say otherwise: anybody
 * can make notifications of the sandbox. Checked 2026-11 against SDK.
 * @remarks
 * - `data.signedTransactionInfo` and `data.signedRenewalInfo` are tokens of their own, which stay as text.
 * - Whether a certificate was revoked is not asked, as in Apple's library without its online checks.
 * - Set `appAppleId` (a number) in production, as Apple's library asks for; the sandbox has none.
 * - Notifications about tokens of external purchases name no environment, and are refused.
 * @see https://developer.apple.com/documentation/appstoreservernotifications
 */
export const appleAppStore = freezeProvider({
  id: "apple-app-store",
  name: "Apple App Store",
  docs: "https://developer.apple.com/documentation/appstoreservernotifications",
  checked: "2026-11",
  scheme: jws({
    algorithm: "ES256",
    token: fromBody("signedPayload"),
    /** Apple's root, or those of the option. */
    certificatesFrom,
    asks: {
      bundleId: { claim: ["data.bundleId", "summary.bundleId"] },
      environment: { claim: ["data.environment", "summary.environment"], default: "Production" },
      appAppleId: { claim: ["data.appAppleId", "summary.appAppleId"], optional: true },
    },
  }),
  eventId: fromBody("notificationUUID"),
  eventType: fromBody("notificationType"),
  credential: {
    name: "bundle id",
    env: "APPLE_BUNDLE_ID",
    where: "App Store Connect → your app → App Information → Bundle ID (option bundleId)",
  },
});
