import { freezeProvider } from "../core/provider.js";
import { ed25519 } from "../core/schemes/ed25519.js";
import { fromBody } from "../core/sources.js";

/**
 * Discord's interactions, signed with Ed25519. Discord reads the answer and never retries; it sends wrong signatures on purpose
 * and removes an endpoint that does not refuse them. PING is answered once its signature holds. Discord documents no tolerance;
 * 300 seconds are ours. Checked 2026-11 against documentation and discord-interactions.
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
  handshakes: [{ method: "POST", equals: [fromBody("type"), 1], check: "signature", json: { type: 1 } }],
  credential: {
    name: "public key",
    env: "DISCORD_PUBLIC_KEY",
    where: "discord.com/developers/applications → your application → General Information",
  },
});
