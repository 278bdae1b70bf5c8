import { WebhookConfigError } from "../core/errors.js";

/** Which addresses may be fetched: https, no port, no user, and no spelling but the plain one. */
export interface AddressRule {
  /** Exact host names, lower case. `<region>` stands for one label like `eu-central-1`: `sns.<region>.amazonaws.com`. */
  readonly hosts: readonly string[];
  /** The exact path. `*` stands for letters, digits, `-` and `_`: `/keys/*.pem`. */
  readonly path: string;
  /** The exact query, without `?`. `*` stands for what a value may hold unescaped, and for escapes. Default: there is none. */
  readonly query?: string | undefined;
}

/** Gives an address back that is allowed, and nothing for any other. */
export type AllowAddress = (text: unknown) => string | undefined;

const MAX_LENGTH = 1024;

/** Two labels or more; the last one has no digit, so that no IPv4 address is a host. */
const HOST = /^((<region>|[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)\.)+[a-z]{2,24}$/;

/** A region has no digit but the last, unlike `s3-us-west-2`: anybody may own `sns.s3-us-west-2.amazonaws.com`, a bucket. */
const REGION = "[a-z]{2,6}(?:-[a-z]{2,12}){1,3}-[0-9]{1,2}";

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");

/** A rule's text as the pattern of what it allows. */
const fill = (text: string, star: string) => text.split("*").map(literal).join(star);

/**
 * Makes a rule ready. What it allows is compared as text, so that no two parsers can read it differently.
 * @throws WebhookConfigError `PROVIDER_INVALID` when the rule allows more than it may
 */
export function allowAddress({ hosts, path, query }: AddressRule): AllowAddress {
  const plain = Array.isArray(hosts) && hosts.length > 0 && hosts.every((host) => HOST.test(host));
  if (!plain || hosts.some((host) => host.split("<region>").length > 2 || /<region>\.[a-z]+$/.test(host))) {
    throw new WebhookConfigError("PROVIDER_INVALID", "hosts are whole names in lower case, such as keys.example.com.");
  }
  const tame = /^(\/[\w.~*-]*)+$/.test(path) && !/\/\.{1,2}(\/|$)|\*\*/.test(path);
  if (!tame || (query !== undefined && !/^[\w.~&=*-]+$/.test(query))) {
    throw new WebhookConfigError("PROVIDER_INVALID", "path is like /keys/*.pem, and query like id=*.");
  }
  const names = hosts.map((host) => host.split("<region>").map(literal).join(REGION)).join("|");
  const tail = query === undefined ? "" : `\\?${fill(query, "(?:[\\w.~:-]|%[0-9A-Fa-f]{2})+")}`;
  const allowed = new RegExp(`^https:\\/\\/(?:${names})${fill(path, "[\\w-]+")}${tail}$`);
  return (text) =>
    typeof text === "string" && text.length <= MAX_LENGTH && allowed.test(text) && new URL(text).href === text
      ? text
      : undefined;
}
