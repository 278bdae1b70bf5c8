import { handshakes } from "../core/handshakes.js";
import { freezeProvider } from "../core/provider.js";
import { ed25519 } from "../core/schemes/ed25519.js";
import { fromBody } from "../core/sources.js";

/**
 * Discord's interactions, signed with Ed25519. Discord reads the answer and never retries; it sends wrong signatures on purpose
 * and removes an endpoint that does not refuse them. PING is answered once its signature holds. Discord documents no tolerance;
 * 300 seconds are ours. Checked 2026-11 against documentation and discord-interactions.
 * @remarks
 * - Discord sends deliveries with wrong signatures on purpose and removes an endpoint that does not answer them 401. They
 *   show up in `onRejected`: expect them.
 * - It takes `publicKey`, not `secret`. The bot token and the client secret do not work here.
 * - Answer within 3 seconds with an interaction response: `reply(200, { type: 4, data: { content: "…" } })`. For longer
 *   work answer `{ type: 5 }` and follow up through Discord's API.
 * - There are no retries. What fails is lost: hand longer work over to a queue inside the handler.
 * - `event.type` is Discord's number as text: `"2"` is a command.
 * - Discord documents no tolerance; the 300 seconds are ours.
 * @see https://discord.com/developers/docs/interactions/overview
 */
export const discord = freezeProvider({
  id: "discord",
  name: "Discord (interactions)",
  docs: "https://discord.com/developers/docs/interactions/overview",
  checked: "2026-11",
  scheme: ed25519({
    header: "x-signature-ed25519",
    format: "{signature}",
    encoding: "hex",
    fields: { timestamp: "x-signature-timestamp" },
    timestamp: "seconds",
    signs: "{timestamp}{body}",
    key: "raw-hex",
  }),
  eventId: fromBody("id"),
  eventType: fromBody("type"),
  readsAnswer: true,
  deadlineSeconds: 3,
  retries: "none",
  handshakes: handshakes({ method: "POST", equals: [fromBody("type"), 1], check: "signature", json: { type: 1 } }),
  credential: {
    name: "public key",
    env: "DISCORD_PUBLIC_KEY",
    where: "discord.com/developers/applications → your application → General Information",
  },
});
