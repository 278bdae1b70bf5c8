import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";
import { Failure, UsageError } from "./failure.js";

/** Where requests go. The addresses are looked up once, so that a name cannot lead elsewhere later. */
export interface Target {
  readonly url: URL;
  readonly addresses: readonly { readonly address: string; readonly family: number }[];
  readonly isLoopback: boolean;
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8);
LOOPBACK.addAddress("::1", "ipv6");

const isLoopback = (address: string) =>
  LOOPBACK.check(
    address.replace(/^::ffff:(?=\d+\.)/, ""),
    isIP(address) === 6 && !/^::ffff:\d+\./.test(address) ? "ipv6" : "ipv4",
  );

/** An address to send to. @throws UsageError when it is none, or holds a password */
export function readUrl(text: string, what = "The first argument"): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new UsageError(`${what} is an address: http://localhost:3000/webhooks.`);
  if (url.username || url.password) throw new UsageError(`${what} holds a password: leave that out.`);
  return url;
}

/**
 * Looks an address up.
 * @param isOwned whether the user says that the endpoint is theirs; without that nothing but this machine is reached
 */
export async function resolveTarget(url: URL, isOwned: boolean): Promise<Target> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const addresses = await lookup(host, { all: true }).catch(() => {
    throw new Failure(`${host} has no address.`);
  });
  const local = addresses.length > 0 && addresses.every(({ address }) => isLoopback(address));
  if (!local && !isOwned) {
    throw new UsageError(
      `${host} is not this machine. Requests go to endpoints of your own only: say --i-own-this-endpoint when it is.`,
    );
  }
  return { url, addresses, isLoopback: local };
}
