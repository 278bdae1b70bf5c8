import { type Delivery, toBytes } from "../core/delivery.js";
import { WebhookConfigError, WebhookError } from "../core/errors.js";
import type { AnyProvider, NeedsOf } from "../core/provider.js";
import { createVerifier } from "../core/verify.js";

const CREDENTIALS = ["secret", "publicKey", "username", "password"];

/** The credential with its functions called. What they throw is what `verify` says too. */
export async function resolveCredentials(
  options: Record<string, unknown>,
  platform: unknown,
): Promise<Record<string, unknown>> {
  const resolved = { ...options };
  for (const name of CREDENTIALS) {
    const value = options[name];
    if (typeof value !== "function") continue;
    try {
      resolved[name] = await value(platform);
    } catch {
      resolved[name] = undefined;
    }
  }
  return resolved;
}

/** What `verify` says: nothing where the delivery is genuine and fresh. */
export async function judge(
  provider: AnyProvider,
  options: Record<string, unknown>,
  delivery: Delivery,
  platform: unknown,
): Promise<WebhookError | WebhookConfigError | undefined> {
  try {
    const verifier = createVerifier(provider, options as NeedsOf<AnyProvider>);
    // Providers whose keys are fetched would ask for them.
    if (provider.scheme.credential === "none" && options.publicKey === undefined) {
      const offline = () => Promise.reject(new WebhookError("KEY_UNAVAILABLE", "explain works offline."));
      await createVerifier(provider, { ...options, fetch: offline } as NeedsOf<AnyProvider>)(delivery, platform);
    } else await verifier(delivery, platform);
    toBytes(delivery.body);
    return;
  } catch (error) {
    if (error instanceof WebhookError || error instanceof WebhookConfigError) return error;
    throw new WebhookConfigError("OPTION_INVALID", "An option of explain is of another kind than verify takes.", error);
  }
}

/** Why the credential was refused, also where a function gave it. */
export function configCodeOf(
  provider: AnyProvider,
  options: Record<string, unknown>,
  refused: unknown,
): string | undefined {
  if (refused instanceof WebhookConfigError) return refused.code;
  try {
    createVerifier(provider, options as NeedsOf<AnyProvider>);
    return;
  } catch (error) {
    return error instanceof WebhookConfigError ? error.code : undefined;
  }
}
