import { WebhookConfigError } from "./errors.js";
import type { Handshake } from "./provider.js";

/** Refuses a handshake that could never be answered, or that any delivery would be taken for. */
export function checkHandshake({ method, has, equals, check, verifyToken, text, json, headers }: Handshake): void {
  const invalid = (what: string) => new WebhookConfigError("PROVIDER_INVALID", `A handshake by ${method} ${what}.`);
  if (method === "POST" && !has && !equals) throw invalid("needs has or equals, or every delivery would be one");
  if ((check === "verifyToken") !== !!verifyToken) {
    throw invalid('has check: "verifyToken" and says in verifyToken where the token stands, or neither');
  }
  const values = [text, ...Object.values({ ...json, ...headers })].map((value) =>
    typeof value === "object" && "hmac" in value ? value.hmac : value,
  );
  const inside = [has, equals?.[0], verifyToken, ...values].some(
    (source) => typeof source === "object" && source.in !== "header" && source.in !== "query",
  );
  if (method !== "POST" && inside) throw invalid("reads a body, which such a request does not have");
}
