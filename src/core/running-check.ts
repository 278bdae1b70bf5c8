import { type HmacKey, startDigest, startHmac } from "#crypto";
import { hasOnlyDigest } from "./event.js";
import type { PreparedKey } from "./schemes/scheme.js";
import { hashedWhole } from "./schemes/symmetric.js";
import { render } from "./schemes/template.js";
import { timingSafeVerify } from "./timing-safe-verify.js";
import type { Begun, RunningCheck } from "./verification.js";

/** With more secrets than these the bytes of a body would be hashed too often while they arrive. */
const MAX_KEYS = 4;

/**
 * Begins to hash a body of which more is to come. `undefined` where that cannot be: another kind of scheme, secrets that are
 * not at hand, an engine that takes a message in one piece.
 */
export function startCheck({ head, parsed, provider, scheme, keys }: Begun): RunningCheck | undefined {
  const tokens = hashedWhole.get(scheme);
  if (!startHmac || !tokens || !parsed || !keys || keys.length > MAX_KEYS) return;
  const filling = { ...head, body: new Uint8Array(), fields: parsed.fields };
  const middle = tokens.findIndex(({ name }) => name === "body");
  let before: ReturnType<typeof render>;
  let after: ReturnType<typeof render>;
  try {
    before = render(tokens.slice(0, middle), filling);
    after = render(tokens.slice(middle + 1), filling);
  } catch {
    // What is missing is said when the body is there.
    return;
  }
  if (before instanceof Promise || after instanceof Promise) return;
  const start = startHmac;
  const running = keys.map((key) => start((key as PreparedKey & { readonly imported: HmacKey }).imported));
  for (const mac of running) for (const part of before) mac.update(part);
  const whole = hasOnlyDigest(provider) ? startDigest?.("sha256") : undefined;
  let hashed = 0;
  return {
    get hashed() {
      return hashed;
    },
    update(bytes) {
      hashed += bytes.length;
      for (const mac of running) mac.update(bytes);
      whole?.update(bytes);
    },
    match: () =>
      running.findIndex((mac) => {
        for (const part of after) mac.update(part);
        return timingSafeVerify(mac.digest(), parsed.candidates);
      }),
    bodyDigest: () => whole?.digest(),
  };
}
