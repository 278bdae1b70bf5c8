import { readHeaderLines } from "./raw-http.js";
import { type Saved, urlOf } from "./saved.js";

/** What follows lines such as `=> Send data, 20 bytes (0x14)` in the output of `--trace`: hexadecimal bytes. */
function readTrace(lines: readonly string[]): { readonly head: string; readonly data: Uint8Array } {
  const found = { header: [] as number[], data: [] as number[] };
  let into: "header" | "data" | undefined;
  for (const line of lines) {
    const [, kind] = /^(?:[\d:.]+ )?=> Send (header|data)/.exec(line) ?? [];
    if (kind) into = kind as "header" | "data";
    else if (/^(?:[\d:.]+ )?(<=|==|=>|\{|\})/.test(line)) into = undefined;
    const [, hex = ""] = /^[0-9a-f]{4,}: ((?:[0-9a-f]{2} ){1,16})/.exec(line) ?? [];
    if (into && hex) found[into].push(...Buffer.from(hex.replaceAll(" ", ""), "hex"));
  }
  return { head: Buffer.from(found.header).toString("latin1"), data: new Uint8Array(found.data) };
}

/** What `curl -v` or `curl --trace` printed. `-v` prints no body: that is given apart. */
export function readCurl(text: string): Saved {
  const lines = text.split(/\r?\n/);
  const isTrace = lines.some((line) => /^(?:[\d:.]+ )?=> Send header/.test(line));
  const { head, data } = isTrace ? readTrace(lines) : { head: "", data: undefined };
  // Of several requests the last: the one that was not a redirect.
  const sent = lines.filter((line) => line.startsWith("> ")).map((line) => line.slice(2));
  const start = sent.map((line) => /^[A-Z]+ \S+ HTTP\//.test(line)).lastIndexOf(true);
  const [first = "", ...rest] = isTrace ? head.split(/\r?\n/) : sent.slice(Math.max(0, start));
  const [, method, target = "/"] = /^([A-Z]{3,10}) (\S+)/.exec(first) ?? [];
  const headers = readHeaderLines(rest);
  const notes = isTrace
    ? []
    : ["curl -v prints no body: give it with --body <file>, or save the output of curl --trace."];
  return { method, url: urlOf(target, headers), headers, ...(data && { body: data }), notes };
}
