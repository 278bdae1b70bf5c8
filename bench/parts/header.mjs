// Reading the signature header: ours against stripe's own (aim 6).
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseSignatureHeader } from "hookonce";
import { stripe } from "hookonce/providers/stripe";

export const aims = [6];

/** stripe's parser is a private function: its text is taken out of the installed package, and runs as it stands. */
function stripesParser() {
  const path = fileURLToPath(new URL("../peers/node_modules/stripe/esm/Webhooks.js", import.meta.url));
  const [text] = readFileSync(path, "utf8").match(/function parseHeader\(header, scheme\) \{[\s\S]*?\n {4}\}/);
  return new Function("signature", `${text}\nreturn parseHeader;`)({ EXPECTED_SCHEME: "v1" });
}

export async function measure({ report, race }) {
  const parseHeader = stripesParser();
  const signature = (digit) => digit.repeat(64);
  const texts = {
    "one signature, 81 characters": `t=1767225600,v1=${signature("a")}`,
    "two v1, one v0, 217 characters": `t=1767225600,v1=${signature("a")},v1=${signature("b")},v0=${signature("c")}`,
  };
  for (const [what, text] of Object.entries(texts)) {
    const { timestamp, signatures } = parseHeader(text, "v1");
    if (timestamp !== 1767225600 || !signatures.length) throw new Error("stripe's parser reads nothing");
    const delivery = { headers: { "stripe-signature": text }, body: "" };
    const times = await race({
      parsed: () => parseSignatureHeader(stripe.scheme, delivery),
      scheme: () => stripe.scheme.parse(delivery),
      theirs: () => parseHeader(text, "v1"),
    });
    report.ratio({ aim: 6, what: `${what}: parseSignatureHeader`, of: times.parsed, to: times.theirs, most: 0.1 });
    report.ratio({ aim: 6, what: `${what}: the parser of the scheme`, of: times.scheme, to: times.theirs });
  }
  report.note(
    "stripe's parser splits the text, and leaves the signatures as they are; ours also finds the header among the headers, " +
      "decodes the signatures to bytes, and checks them and the timestamp.",
  );
}
