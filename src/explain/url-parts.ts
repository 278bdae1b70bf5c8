import type { Cause } from "./causes.js";
import { headerOf, headersOf, quoteHost } from "./situation.js";
import type { Reason, Situation } from "./types.js";

/** One part of an address, as it may have been. The first of a list is how it is. */
export interface Option {
  readonly value: string;
  readonly reason?: Reason | undefined;
}

export const reason = (cause: Cause, evidence: string): Reason => ({ cause, evidence });

/** Distinct options; the first is kept as it is. */
function distinct(options: readonly Option[]): Option[] {
  const seen = new Set<string>();
  return options.filter(({ value }) => !seen.has(value) && seen.add(value));
}

/** The values of a header that proxies append to. */
export const firstOf = (situation: Situation, name: string) =>
  headersOf(situation, name).flatMap((value) => value.split(",").map((one) => one.trim()));

export function protocols(now: string): Option[] {
  const other = now === "https" ? "http" : "https";
  return [
    { value: now },
    { value: other, reason: reason("url-scheme", `The signature holds for ${other}, not ${now}.`) },
  ];
}

export function hosts(situation: Situation, now: string): Option[] {
  const [, forwarded = ""] = headerOf(situation, "forwarded")?.match(/host="?([^";,]+)/i) ?? [];
  const names = ["x-forwarded-host", "x-original-host", "x-forwarded-server", "x-host", "host"];
  const given = [...names.flatMap((name) => firstOf(situation, name)), forwarded].filter(Boolean);
  const bare = (host: string) => host.replace(/:\d+$/, "");
  const port = headerOf(situation, "x-forwarded-port");
  const all = [now, ...given].flatMap((host) => [host, bare(host), ...(port ? [`${bare(host)}:${port}`] : [])]);
  const more = [...all, `${bare(now)}:443`, `${bare(now)}:80`];
  return distinct(
    more.map((host, i) => ({
      value: host,
      ...(i > 0 && {
        reason: reason("url-host", `The signature holds for the host ${quoteHost(host)}, not ${quoteHost(now)}.`),
      }),
    })),
  );
}

export function paths(situation: Situation, now: string): Option[] {
  const names = [
    "x-original-url",
    "x-original-uri",
    "x-rewrite-url",
    "x-forwarded-uri",
    "x-forwarded-path",
    "x-envoy-original-path",
    "x-replaced-path",
  ];
  const pathOf = (text: string) => text.replace(/^\w+:\/\/[^/?#]*|[?#].*/gs, "") || "/";
  const given = names.flatMap((name) => headersOf(situation, name)).map(pathOf);
  const prefixed = ["x-forwarded-prefix", "x-script-name"]
    .flatMap((name) => firstOf(situation, name))
    .map((prefix) => prefix.replace(/\/$/, "") + now);
  const slashed = now.endsWith("/") ? now.replace(/\/+$/, "") : `${now}/`;
  const unescaped = now.replace(/%[0-9a-f]{2}/gi, (all) => {
    try {
      return decodeURIComponent(all);
    } catch {
      return all;
    }
  });
  const moved = reason("url-path", "The signature holds for another path, which a proxy or mount has changed.");
  const slash = reason(
    "url-slash",
    `The signature holds ${now.endsWith("/") ? "without" : "with"} a slash at the end of the path.`,
  );
  return distinct([
    { value: now },
    { value: slashed, reason: slash },
    ...[...given, ...prefixed, unescaped, encodeURI(unescaped), now.replace(/\/{2,}/g, "/")].map((value) => ({
      value,
      reason: moved,
    })),
  ]);
}

/** All orders of a few parts. */
function* orders(parts: readonly string[]): Iterable<readonly string[]> {
  if (parts.length < 2) yield parts;
  else for (const [i, part] of parts.entries()) for (const rest of orders(without(parts, i))) yield [part, ...rest];
}

const without = (parts: readonly string[], at: number) => parts.filter((_part, i) => i !== at);

export function queries(situation: Situation, now: string): Option[] {
  const parts = now.slice(1).split("&").filter(Boolean);
  const at = (text: string, how: string): Option => ({
    value: text && `?${text}`,
    reason: reason("url-query", `The signature holds for the query ${how}.`),
  });
  const [original] = ["x-original-url", "x-original-uri", "x-rewrite-url", "x-envoy-original-path"]
    .flatMap((name) => headersOf(situation, name))
    .map((text) => text.match(/\?([^#]*)/)?.[1] ?? "");
  const options: Option[] = [{ value: now }];
  if (original !== undefined) options.push(at(original, "that a header of the proxy has"));
  if (parts.length) {
    options.push(
      at([...parts].sort().join("&"), "in another order"),
      at([...parts].reverse().join("&"), "in another order"),
    );
    options.push(at("", "left out"));
    options.push(
      at(parts.join("&").replaceAll("%20", "+"), "with + for %20"),
      at(parts.join("&").replaceAll("+", "%20"), "with %20 for +"),
    );
    for (const i of parts.keys()) options.push(at(without(parts, i).join("&"), "without one of its parameters"));
    if (parts.length <= 4) for (const order of orders(parts)) options.push(at(order.join("&"), "in another order"));
  }
  return distinct(options);
}
