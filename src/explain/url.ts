import { headerOf, quoteHost } from "./situation.js";
import type { Clue, Family, Idea, Situation } from "./types.js";
import { firstOf, hosts, type Option, paths, protocols, queries, reason } from "./url-parts.js";

const MAX_IDEAS = 240;

/** Whether the address is part of what is signed, surely or in one of its templates. */
function signsUrl({ provider }: Situation): boolean {
  const { covers, data } = provider.scheme;
  return covers.url || /\{(url|path|query:)/.test([data?.signs ?? []].flat().join());
}

function* ideas(situation: Situation): Iterable<Idea> {
  const { provider, method } = situation;
  if (provider.scheme.covers.method) {
    for (const other of ["POST", "PUT", "PATCH", "GET", "DELETE"]) {
      if (other === method) continue;
      yield {
        reasons: [reason("method-changed", `The signature holds for ${other}, not ${method}.`)],
        change: { method: other },
      };
    }
  }
  if (!signsUrl(situation)) return;
  const given = situation.url ?? "";
  const parts = given.match(/^(?:(https?):\/\/([^/?#]+))?([^?#]*)(\?[^#]*)?/i);
  const [, protocol, host, path = "", query = ""] = parts ?? [];
  const missing = protocol
    ? []
    : [reason("url-missing", "The signature holds for a whole URL; only a part of it was given.")];
  const first = firstOf(situation, "x-forwarded-proto")[0] === "http" ? "http" : "https";
  const lists = [
    protocols(protocol?.toLowerCase() ?? first),
    hosts(situation, host ?? firstOf(situation, "x-forwarded-host")[0] ?? headerOf(situation, "host") ?? "localhost"),
    paths(situation, path || "/"),
    queries(situation, query),
  ] as const;
  const combined = lists.reduce<Option[][]>(
    (rows, list) => rows.flatMap((row) => list.slice(0, 40).map((option) => [...row, option])).slice(0, 20_000),
    [[]],
  );
  const changed = (row: readonly Option[]) => row.filter((option) => option.reason).length;
  const sorted = combined.filter((row) => changed(row) || missing.length).sort((a, b) => changed(a) - changed(b));
  for (const row of sorted.slice(0, MAX_IDEAS)) {
    const [scheme, name, where, rest] = row.map((option) => option.value);
    const url = `${scheme}://${name}${where}${rest}`;
    yield { reasons: [...missing, ...row.flatMap((option) => option.reason ?? [])], change: { url } };
  }
}

const INTERNAL =
  /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[|[^.:/]+(:\d+)?$)|\.(internal|local|svc|cluster\.local)(:\d+)?$/i;

function* clues(situation: Situation): Iterable<Clue> {
  const { code, url } = situation;
  if (code === "PUBLIC_URL_REQUIRED" || (signsUrl(situation) && !/^https?:\/\//.test(url ?? ""))) {
    const evidence = "This provider signs the URL, and no whole URL was given.";
    yield { cause: "url-missing", certainty: "likely", weight: 87, evidence };
  } else if (signsUrl(situation) && code === "SIGNATURE_MISMATCH") {
    const host = url?.match(/^\w+:\/\/([^/?#]+)/)?.[1] ?? "";
    const internal = INTERNAL.test(host);
    const evidence = internal
      ? `This provider signs the URL, and ${quoteHost(host)} is no host that it can call.`
      : "This provider signs the URL, which a proxy may have changed.";
    yield { cause: "url-host", certainty: internal ? "likely" : "possible", weight: internal ? 65 : 12, evidence };
  }
}

export const url: Family = { ideas, clues };
