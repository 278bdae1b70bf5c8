export { computeSignature } from "./core/compute-signature.js";
export { defineProvider } from "./core/define-provider.js";
export type { Delivery, HeadersInput, RawDelivery } from "./core/delivery.js";
export {
  WebhookConfigError,
  type WebhookConfigErrorCode,
  WebhookError,
  type WebhookErrorCode,
} from "./core/errors.js";
export type { EventOf, Signed, WebhookEvent } from "./core/event.js";
export type { HandshakeOutcome, Handshakes } from "./core/handshakes.js";
export type { Items, WebhookItem } from "./core/items.js";
export { parseSignatureHeader } from "./core/parse-signature-header.js";
export type {
  AnyProvider,
  AsEventMap,
  Confirm,
  EventMap,
  EventsOf,
  FrozenData,
  Handshake,
  HandshakeValue,
  ItemsData,
  NeedsOf,
  PayloadForm,
  Provider,
  ProviderData,
  TimeInsideData,
} from "./core/provider.js";
export type { PublicKeyForm } from "./core/public-key.js";
export type { PublicKeySchemeData } from "./core/schemes/asymmetric.js";
export { basic } from "./core/schemes/basic.js";
export type { NeedsBraintreeKeys } from "./core/schemes/braintree.js";
export { digest } from "./core/schemes/digest.js";
export { ecdsa } from "./core/schemes/ecdsa.js";
export { ed25519 } from "./core/schemes/ed25519.js";
export { type FetchedKeysData, fetchedKeys, type ManyKeys, type NeedsFetch } from "./core/schemes/fetched-keys.js";
export { hmac } from "./core/schemes/hmac.js";
export { httpHmac } from "./core/schemes/http-hmac.js";
export { httpSignature } from "./core/schemes/http-signature.js";
export type { HttpSignatureData } from "./core/schemes/http-signature-parts.js";
export { jws } from "./core/schemes/jws.js";
export type {
  CertificateKeys,
  FetchesKeys,
  JwsAlgorithm,
  JwsAsk,
  JwsBinding,
  JwsData,
  JwsOption,
  JwsValue,
  NeedsOfJws,
  NeedsTokenKey,
} from "./core/schemes/jws-data.js";
export { rsa } from "./core/schemes/rsa.js";
export type {
  Covers,
  Encoding,
  HashSchemeData,
  Jwk,
  KeySource,
  Lazy,
  Moment,
  NeedsBasicAuth,
  NeedsPublicKey,
  NeedsSecret,
  ParsedSignature,
  PreparedKey,
  PublishedKey,
  Scheme,
  SchemeData,
  SignatureCandidate,
  SignedParts,
  SymmetricScheme,
} from "./core/schemes/scheme.js";
export type { NeedsTopics } from "./core/schemes/sns.js";
export { token } from "./core/schemes/token.js";
export { tokenInItems } from "./core/schemes/token-in-items.js";
export { fromEnv, type NamedSecret, type SecretForm, type SecretInput } from "./core/secrets.js";
export { fromBody, fromClaim, fromDigest, fromForm, fromHeader, fromQuery, type Source } from "./core/sources.js";
export type { TimeInside } from "./core/time-inside.js";
export type { TimestampForm } from "./core/timestamp.js";
export { timingSafeVerify } from "./core/timing-safe-verify.js";
export type { VerifyOptions } from "./core/verification.js";
export { createVerifier, type Verifier, verify } from "./core/verify.js";
export type { Hash, Maybe, Part, PublicKeyAlgorithm, WebCryptoKey } from "./crypto/types.js";
export type { FetchLimits } from "./keys/guarded-fetch.js";
export type { KeysForm } from "./keys/read-keys.js";
export { type RemoteKeys, type RemoteKeysData, remoteKeys } from "./keys/remote-keys.js";
export type { ProviderId } from "./provider-ids.js";
export type { IncomingDelivery } from "./receiver/admit.js";
export { type Answer, reply } from "./receiver/answer.js";
export type { AnyStore, Claim, IdempotencyStore, StoreOptions, TransactionalStore } from "./receiver/idempotency.js";
export { type MemoryStoreOptions, memoryStore } from "./receiver/memory-store.js";
export { on, type Routes } from "./receiver/on.js";
export type {
  ContextOf,
  EventOutcome,
  EventsWith,
  Handler,
  HandlerContext,
  Hooks,
  Outcome,
  ReceiverCommon,
  ReceiverOptions,
  Refusal,
  RefusalReasons,
  RefusalReport,
  SchemaResult,
  StandardSchema,
  TransactionalContext,
} from "./receiver/options.js";
export { createReceiver, type Receiver } from "./receiver/receiver.js";
