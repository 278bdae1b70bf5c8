import { parseSignatureHeader } from "hookonce";
import { stripe } from "hookonce/providers/stripe";

export const aims = [6];

export async function measure({ report, race }) {
  const headers = { "stripe-signature": `t=1767225600,v1=${"0".repeat(64)}` };
  const times = await race({
    ours: () => parseSignatureHeader(stripe.scheme, { headers }),
    theirs: () => headers["stripe-signature"].split(",").map((x) => x.split("=")),
  });
  report.ratio({ aim: 6, what: "parse", of: times.ours, to: times.theirs, most: 0.1 });
}
