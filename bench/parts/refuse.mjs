// Saying no: what it costs before the body is touched (aim 4), one hash for each secret, the worst header (aim 5).
import { createVerifier } from "hookonce";
import { createVerifierSync } from "hookonce/sync";
import { bodyOf, mustAccept, mustRefuse, SECRET, schemes } from "../harness/deliveries.mjs";
import { peersOf } from "../harness/peer-verifiers.mjs";

export const aims = [4, 5];

const { sign, provider } = schemes.Stripe;
const MOST_NS = 200;

/** Node lets through 16 KB of headers, all together. */
const WORST = 16 * 1024 - 400;
const small = bodyOf(1000);
const large = bodyOf(1e6);

/** A refusal costs what it costs to say it: an error is thrown and caught. */
const refused = (run) => () => {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error("accepted");
};

const filled = (part, length) => part.repeat(Math.ceil(length / part.length)).slice(0, length);

/** Headers that are refused before the body is looked at, short and as long as Node allows. */
function cheap() {
  const seconds = Math.floor(Date.now() / 1000);
  const zeros = "0".repeat(64);
  const fresh = `t=${seconds}`;
  return {
    stale: [`t=${seconds - 3600},v1=${zeros}`, `t=${seconds - 3600},${filled("x=1,", WORST)}v1=${zeros}`],
    malformed: ["nonsense", filled("nonsense", WORST)],
    "too many signatures": [`${fresh}${`,v1=${zeros}`.repeat(30)}`, `${fresh}${filled(`,v1=${zeros}`, WORST)}`],
    oversized: [`${fresh},v1=${zeros},${filled("x", 8000)}`, `${fresh},v1=${zeros},${filled("x", WORST)}`],
  };
}

async function cheapRefusals({ report, race }) {
  const verify = createVerifierSync(provider, { secret: SECRET });
  const viaPromise = createVerifier(provider, { secret: SECRET });
  for (const [why, [short, long]] of Object.entries(cheap())) {
    const delivery = (header, body) => ({ headers: { "stripe-signature": header }, body });
    const candidates = {
      base: () => verify(delivery(short, small)),
      header: () => verify(delivery(long, small)),
      body: () => verify(delivery(short, large)),
    };
    await mustRefuse(candidates);
    const runs = Object.fromEntries(Object.entries(candidates).map(([name, run]) => [name, refused(run)]));
    const rejects = () => viaPromise(delivery(short, small)).catch((error) => error);
    const times = await race({ ...runs, rejects });
    report.value({ aim: 4, what: `${why}: refused in`, times: times.base, unit: "ns", most: MOST_NS });
    report.value({ aim: 4, what: `${why}: rejected by createVerifier in`, times: times.rejects, unit: "ns" });
    const longer = `${why}: header of ${(long.length / 1000).toFixed(1)} KB against ${short.length} B`;
    report.ratio({ aim: 4, what: longer, of: times.header, to: times.base, most: 1.25 });
    const larger = `${why}: body of 1 MB against 1 KB`;
    report.ratio({ aim: 4, what: larger, of: times.body, to: times.base, most: 1.25 });
  }
}

/** A bad signature costs the hash of the body, once for each secret. At 100 KB the hash is nearly all there is. */
async function badSignature({ report, race }) {
  const { headers, body } = sign(bodyOf(100_000));
  const [first, second, third] = ["whsec_b25lb25lb25lb25l", "whsec_dHdvdHdvdHdvdHdv", "whsec_dGhyZWV0aHJlZXRo"];
  const accept = createVerifierSync(provider, { secret: SECRET });
  const one = createVerifierSync(provider, { secret: first });
  const three = createVerifierSync(provider, { secret: [first, second, third] });
  const runs = { one: () => one({ headers, body }), three: () => three({ headers, body }) };
  await mustRefuse(runs);
  const times = await race({
    accepted: () => accept({ headers, body }),
    one: refused(runs.one),
    three: refused(runs.three),
  });
  const against = { aim: 4, to: times.accepted };
  report.ratio({ ...against, what: "bad signature, 100 KB, against one accepted", of: times.one, most: 1.05 });
  report.ratio({ ...against, what: "bad signature, three secrets, against one accepted", of: times.three, most: 3.15 });
}

/** Headers made to hurt, each as long as Node lets through. */
const hostile = (time) => ({
  Stripe: {
    name: "stripe-signature",
    headers: [
      `t=${time}${filled(`,v1=${"0".repeat(64)}`, WORST)}`,
      filled(",", WORST),
      `t=${time},${filled(" ", WORST)}`,
    ],
  },
  "Standard Webhooks": {
    name: "webhook-signature",
    headers: [filled(`v1,${"A".repeat(43)}= `, WORST), filled(" ", WORST), filled("v1,", WORST)],
  },
});

async function worstHeader({ report, race }) {
  const time = String(Math.floor(Date.now() / 1000));
  const peers = await peersOf();
  for (const [schemeName, { name, headers: worst }] of Object.entries(hostile(time))) {
    const { provider, secret } = schemes[schemeName];
    const genuine = schemes[schemeName].sign(large, time);
    const verify = createVerifierSync(provider, { secret });
    const accepted = () => verify({ headers: genuine.headers, body: large });
    await mustAccept({ accepted });
    const with_ = (header) => ({ ...genuine.headers, [name]: header });
    const ours = worst.map((header) => () => verify({ headers: with_(header), body: large }));
    await mustRefuse(ours);
    const own = await race({ accepted, ...Object.fromEntries(ours.map((run, i) => [i, refused(run)])) });
    const slowest = slowestOf(own, Object.keys(worst));
    const what = `${schemeName}: worst of ${worst.length} headers of 16 KB, body 1 MB, against one accepted`;
    report.ratio({ aim: 5, what, of: own[slowest], to: own.accepted, most: 1 });
    for (const peer of peers.filter(({ scheme }) => scheme === schemeName)) {
      const runs = worst.map((header) => {
        const run = peer.accept(with_(header), large, secret);
        return () =>
          Promise.resolve()
            .then(run)
            .catch((error) => error);
      });
      const times = await race({ accepted, ...runs }, { rounds: 5, perRound: 1 });
      report.ratio({
        what: `the same by ${peer.name}`,
        of: times[slowestOf(times, Object.keys(worst))],
        to: times.accepted,
      });
    }
  }
}

const sum = (list) => list.reduce((all, one) => all + one, 0);
const slowestOf = (times, names) => names.toSorted((a, b) => sum(times[b]) - sum(times[a]))[0];

export async function measure(tools) {
  await cheapRefusals(tools);
  await badSignature(tools);
  await worstHeader(tools);
  tools.report.note(
    "A refusal is measured with its `throw` and `catch`. Nanoseconds are of this machine; the two ratios below each say " +
      "whether they grow with header and body. Under aim 5 the peers stand without a goal, each with its slowest header.",
  );
  tools.report.note(
    "200 ns is out of reach for what throws: in a script of nothing else V8 takes 1.3 µs to make an Error without a stack, to throw " +
      "and to catch it, 0.3 µs more for each time that it is thrown on, and several more with a stack. A refusal has none, and is " +
      "thrown once, to who calls; a receiver answers with it unthrown.",
  );
}
