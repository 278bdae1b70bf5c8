import {
  type AnyProvider,
  basic,
  createVerifier,
  type Delivery,
  defineProvider,
  digest,
  ecdsa,
  ed25519,
  fromBody,
  fromForm,
  fromHeader,
  fromQuery,
  hmac,
  type NeedsBasicAuth,
  type NeedsOf,
  type NeedsPublicKey,
  type NeedsSecret,
  type Provider,
  rsa,
  type Scheme,
  type Source,
  type SymmetricScheme,
  token,
  verify,
  type WebhookEvent,
} from "hookonce";
import { exact } from "./exact.js";

declare const delivery: Delivery;
const facts = { name: "Acme", docs: "https://acme.example/webhooks", checked: "2026-11" } as const;
const hashed = { header: "x-signature", format: "{signature}", encoding: "hex", signs: "{body}" } as const;

// The id stays literal, the credential follows from the scheme, the place of the type is known.
const acme = defineProvider({
  ...facts,
  id: "acme",
  scheme: hmac({ ...hashed, hash: "sha256" }),
  eventId: fromBody("id"),
  eventType: fromBody("kind"),
});
exact<"acme">()(acme.id);
exact<NeedsSecret>()({} as NeedsOf<typeof acme>);
exact<SymmetricScheme>()(acme.scheme);
exact<Provider<"acme", NeedsSecret, Record<string, unknown>, "kind">>()(acme);
createVerifier(acme, { secret: "s" });
// @ts-expect-error a public key is not what an HMAC needs
createVerifier(acme, { publicKey: "s" });

type Made = { kind: "made"; size: number };
type Lost = { kind: "lost"; reason: string };
const event = await verify(acme.typed<Made | Lost>(), delivery, { secret: "s" });
exact<WebhookEvent<"made", Made> | WebhookEvent<"lost", Lost>>()(event);
// Told apart by its own member: `type` means nothing to this provider.
const other = await verify(acme.typed<{ type: "made" }>(), delivery, { secret: "s" });
exact<WebhookEvent<string, { type: "made" }>>()(other);

// Every kind of scheme says what it needs.
const needs = <Needs extends object>(scheme: Scheme<Needs>) => defineProvider({ ...facts, id: "acme", scheme });
const signed = { ...hashed, key: "spki" } as const;
exact<Provider<"acme", NeedsSecret>>()(needs(hmac({ ...hashed, hash: "sha512" })));
exact<Provider<"acme", NeedsSecret>>()(needs(digest({ ...hashed, hash: "sha1" })));
exact<Provider<"acme", NeedsSecret>>()(needs(token({ header: fromQuery("token") })));
exact<Provider<"acme", NeedsPublicKey>>()(needs(ed25519({ ...hashed, key: "raw-hex" })));
exact<Provider<"acme", NeedsPublicKey>>()(needs(ecdsa(signed)));
exact<Provider<"acme", NeedsPublicKey>>()(needs(rsa({ ...signed, hash: "sha256" })));
exact<Provider<"acme", NeedsBasicAuth>>()(needs(basic()));
const keyed = defineProvider({ ...facts, id: "keyed", scheme: ed25519({ ...hashed, key: "raw-hex" }) });
exact<Scheme<NeedsPublicKey>>()(keyed.scheme);
createVerifier(keyed, { publicKey: "ab" });
// @ts-expect-error it needs a public key
createVerifier(keyed, { secret: "ab" });

// Where the type may stand.
const scheme = token({ header: "x-token" });
const deep = defineProvider({ ...facts, id: "deep", scheme, eventType: fromBody("event.kind.name") });
type Deep = { event: { kind: { name: "a" } } };
exact<WebhookEvent<"a", Deep>>()(await verify(deep.typed<Deep>(), delivery, { secret: "s" }));
const form = defineProvider({ ...facts, id: "form", scheme, eventType: fromForm("Kind") });
exact<WebhookEvent<"b", { Kind: "b" }>>()(await verify(form.typed<{ Kind: "b" }>(), delivery, { secret: "s" }));
const query = defineProvider({ ...facts, id: "query", scheme, eventType: fromQuery("topic") });
exact<WebhookEvent<"c", { c: 1 }>>()(await verify(query.typed<{ c: { c: 1 } }>(), delivery, { secret: "s" }));
const header = defineProvider({ ...facts, id: "header", scheme, eventType: [fromHeader("x-a"), fromHeader("x-b")] });
exact<WebhookEvent<"d", { d: 1 }>>()(await verify(header.typed<{ d: { d: 1 } }>(), delivery, { secret: "s" }));
const none = defineProvider({ ...facts, id: "none", scheme });
exact<WebhookEvent<string, { type: "e" }>>()(await verify(none.typed<{ type: "e" }>(), delivery, { secret: "s" }));

// What is missing, misspelt or of another kind is an error where it is written.
// @ts-expect-error a provider has a scheme
defineProvider({ ...facts, id: "acme" });
// @ts-expect-error a provider has an id
defineProvider({ ...facts, scheme });
// @ts-expect-error the kind of scheme is a function's result, not a name
defineProvider({ ...facts, id: "acme", scheme: "hmac" });
// @ts-expect-error a place is a source, not a name
defineProvider({ ...facts, id: "acme", scheme, eventId: "id" });
// @ts-expect-error there is no such payload
defineProvider({ ...facts, id: "acme", scheme, payload: "xml" });
// @ts-expect-error the option is misspelt
defineProvider({ ...facts, id: "acme", scheme, tolerance: 300 });
defineProvider({ ...facts, id: "acme", scheme, toleranceSeconds: 300, payload: { jsonIn: "payload" } });
// @ts-expect-error there is no such hash
hmac({ ...hashed, hash: "md5" });
// @ts-expect-error there is no such encoding
hmac({ ...hashed, hash: "sha256", encoding: "base32" });
// @ts-expect-error a key has a form
ed25519(hashed);
// @ts-expect-error there is no such form
ed25519({ ...hashed, key: "jwk" });

// A function over any provider of one kind.
export const open = <P extends AnyProvider & { scheme: SymmetricScheme }>(provider: P) => provider.id;
open(acme);
// @ts-expect-error its secret is with the sender alone
open(keyed);
export const place: Source<"kind"> = fromBody("kind");
