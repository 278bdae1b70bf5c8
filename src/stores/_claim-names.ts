import { randomWords } from "../crypto/random.js";

/** Gives names of which no two are equal, in this process or another: by one, a claim that comes twice is known. */
export function claimNames(): () => string {
  let own: string | undefined;
  let claims = 0;
  return () => {
    // Not before: some runtimes have nothing random until the first request.
    own ??= [...randomWords(3)].map((word) => word.toString(36).padStart(7, "0")).join("");
    return own + (++claims).toString(36);
  };
}
