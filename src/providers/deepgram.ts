import { freezeProvider } from "../core/provider.js";
import { basic } from "../core/schemes/basic.js";

/**
 * Deepgram's callbacks with basic authentication, whose user name and password stand in the callback URL. Nothing is
 * signed: they prove that the sender knows them. The header dg-token counts no more: Deepgram withdrew it in October 2026.
 * Checked 2026-11 against documentation.
 * @remarks
 * - The callback brings the whole result: raise the limit of the body for long audio.
 * @see https://developers.deepgram.com/docs/callback
 */
export const deepgram = freezeProvider({
  id: "deepgram",
  name: "Deepgram",
  docs: "https://developers.deepgram.com/docs/callback",
  checked: "2026-11",
  scheme: basic(),
  credential: {
    name: "password in the callback URL",
    env: "DEEPGRAM_CALLBACK_PASSWORD",
    where: "the URL https://username:password@… that your request names",
  },
});
