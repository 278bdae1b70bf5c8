/**
 * The verbs of hookonce for code that cannot wait. They need `node:crypto`: Node.js, Bun or Deno.
 * @module
 */
export {
  computeSignatureSync,
  createVerifierSync,
  type NeedsAtHand,
  type VerifierSync,
  verifySync,
} from "./core/verify-sync.js";
