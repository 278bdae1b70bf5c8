import { handshakes } from "../core/handshakes.js";
import { freezeProvider } from "../core/provider.js";
import { ed25519 } from "../core/schemes/ed25519.js";
import { fromBody } from "../core/sources.js";

/**
 * Discord's webhook events, signed with Ed25519 like its interactions. A `PING` is answered 204 once its signature holds.
 * Discord documents no tolerance; 300 seconds are ours. Checked 2026-11 against documentation and discord-interactions.
 * @remarks
 * - An event carries no id: repeats are known by the digest of the body, in which the event's own timestamp stands.
 * - It takes the public key of the application, not the bot token.
 * - Discord sends wrong signatures on purpose, and wants 401 for them.
 * - `PING` has the type 0 here and 1 in interactions: use a provider and an endpoint of its own for each.
 * - Events may come in any order. After too many failures Discord stops sending and writes an e-mail.
 * @see https://discord.com/developers/docs/events/webhook-events
 */
export const discordEvents = freezeProvider({
  id: "discord-events",
  name: "Discord (webhook events)",
  docs: "https://discord.com/developers/docs/events/webhook-events",
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
  eventType: fromBody("event.type"),
  deadlineSeconds: 3,
  retries: { windowSeconds: 600 },
  handshakes: handshakes({ method: "POST", equals: [fromBody("type"), 0], check: "signature", status: 204 }),
  credential: {
    name: "public key",
    env: "DISCORD_PUBLIC_KEY",
    where: "discord.com/developers/applications → your application → General Information",
  },
});
