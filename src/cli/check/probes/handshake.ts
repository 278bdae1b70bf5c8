import type { Handshake, HandshakeValue } from "../../../core/provider.js";
import { answerText, isAccepted } from "../../deliver.js";
import type { Kit } from "../kit.js";
import type { JudgedProbe, Verdict } from "../types.js";

const CHALLENGE = "hookonce7challenge4";

/** Whether the challenge itself has to come back. */
const echoes = ({ text, json, headers }: Handshake): boolean =>
  [text, ...Object.values(json ?? {}), ...Object.values(headers ?? {})].some(
    (value: HandshakeValue | undefined) => typeof value === "object" && !("hmac" in value),
  );

async function judgeOne(kit: Kit, handshake: Handshake, index: number): Promise<Verdict> {
  const { verifyToken } = kit.options;
  const what = `The handshake (${handshake.method})`;
  const signed = await kit.signer.handshake(index, CHALLENGE, verifyToken);
  const answer = await kit.send("handshake", kit.request(signed));
  const text = `${answer.body} ${JSON.stringify(answer.headers)}`;
  if (!isAccepted(answer) || (echoes(handshake) && !text.includes(CHALLENGE))) {
    return {
      section: "mend",
      says: `${what} is not answered as the provider wants it (${answerText(answer)}).`,
      remedy:
        "Without it the endpoint cannot be registered, or is dropped later. Send the challenge back, once it is proven.",
    };
  }
  if (handshake.check === "none") return { section: "right", says: `${what} is answered.` };
  const forged =
    handshake.check === "signature"
      ? await kit.signer.handshake(index, CHALLENGE, verifyToken, { as: "stranger" })
      : await kit.signer.handshake(index, CHALLENGE, "not-the-token");
  const other = await kit.send("handshake", kit.request(forged), true);
  if (!isAccepted(other) || !`${other.body}`.includes(CHALLENGE)) {
    return { section: "right", says: `${what} is answered, and a forged one is not.` };
  }
  return {
    section: "mend",
    says: `${what} is answered to anybody.`,
    remedy: "Whoever asks can register your endpoint as his. Check the signature or the token before you answer.",
  };
}

/** The challenge of a new endpoint, where the provider sends one. */
export const HANDSHAKE: JudgedProbe = {
  id: "handshake",
  title: "the handshake of a new endpoint",
  unless: ({ provider, options }) => {
    const { handshakes = [] } = provider;
    if (!handshakes.length) return "-";
    const provable = handshakes.some(({ check }) => check !== "verifyToken" || options.verifyToken);
    return !provable && "the handshake is proven with a token that you chose: --verify-token-env <NAME>";
  },
  async judge(kit) {
    const verdicts: Verdict[] = [];
    for (const [index, handshake] of (kit.provider.handshakes ?? []).entries()) {
      if (handshake.check === "verifyToken" && !kit.options.verifyToken) continue;
      verdicts.push(await judgeOne(kit, handshake, index));
    }
    return verdicts.find(({ section }) => section !== "right") ?? (verdicts[0] as Verdict);
  },
};
