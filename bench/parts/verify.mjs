// Accepting a genuine delivery: against the floor at each size (aims 1 and 2), against the peers at 1 KB (aim 3).
import { hash } from "node:crypto";
import { createVerifier, verify } from "hookonce";
import { createVerifierSync, verifySync } from "hookonce/sync";
import { bodyOf, mustAccept, SIZES, schemes } from "../harness/deliveries.mjs";
import { peersOf } from "../harness/peer-verifiers.mjs";

export const aims = [1, 2, 3];

/** Aim and bounds by size: through the synchronous verifier, through `verify`. */
const BOUNDS = {
  "0.2 KB": [1, 0.7, 0.85],
  "1 KB": [1, 0.7, 0.85],
  "10 KB": [2, 0.88, 0.88],
  "100 KB": [2, 1, 1],
  "1 MB": [2, 1.02, 1.02],
  "20 MB": [2, 1.02, 1.02],
};

/** The least that an HMAC by native code takes: the inner hash with its key block before the message, and the outer one. */
function hashesOf({ length }) {
  const [inner, outer] = [Buffer.alloc(64 + 11 + length, "inner"), Buffer.alloc(64 + 32, "outer")];
  return () => hash("sha256", inner, "latin1").length + hash("sha256", outer, "latin1").length;
}

export async function measure({ report, quick, race }) {
  for (const [size, bytes] of Object.entries(SIZES)) {
    for (const [name, scheme] of Object.entries(schemes)) {
      const { provider, secret } = scheme;
      const { headers, body, floor } = scheme.sign(bodyOf(bytes));
      const options = { secret };
      const prepared = createVerifierSync(provider, options);
      const preparedAsync = createVerifier(provider, options);
      const candidates = {
        floor,
        sync: () => prepared({ headers, body }),
        verify: () => verify(provider, { headers, body }, options),
        ...(bytes <= 1000 && {
          prepared: () => preparedAsync({ headers, body }),
          verifySync: () => verifySync(provider, { headers, body }, options),
          hashes: hashesOf(body),
        }),
      };
      await mustAccept(candidates);
      const times = await race(candidates, { rounds: bytes > 1e6 ? 20 : 50 });
      const [aim, sync, viaVerify] = BOUNDS[size];
      const what = `${name}, ${size}`;
      report.ratio({ aim, what: `${what}: createVerifierSync`, of: times.sync, to: times.floor, most: sync });
      report.ratio({ aim, what: `${what}: verify`, of: times.verify, to: times.floor, most: viaVerify });
      if (!times.prepared) continue;
      report.ratio({ aim, what: `${what}: createVerifier`, of: times.prepared, to: times.floor });
      report.ratio({ aim, what: `${what}: verifySync`, of: times.verifySync, to: times.floor });
      report.ratio({ aim, what: `${what}: nothing but two hashes`, of: times.hashes, to: times.floor });
    }
  }
  report.note(
    "Ours takes headers and body and gives an event; the floor is handed timestamp and signature, reads no header and knows " +
      "no clock.",
  );
  report.note(
    "An HMAC is two hashes. What they take when nothing else is done, native and in one call each, stands in the rows of that name: " +
      "what lies between it and a goal is left for reading headers, checking and making the event.",
  );
  report.note(
    "What is in the way of the goals below 1 is less the hashing than what stands around it: a scheme is data, read by one " +
      "code for all providers; headers are searched in any case, for doubled ones too; signature, timestamp and fields are " +
      "checked; and there is an event.",
  );
  await againstPeers({ report, quick, race });
}

async function againstPeers({ report, race }) {
  const body = bodyOf(1000);
  for (const { name, scheme, least, accept, answersAtOnce } of await peersOf()) {
    const { provider, secret, sign } = schemes[scheme];
    const { headers } = sign.call(schemes[scheme], body);
    const prepared = createVerifier(provider, { secret });
    const preparedSync = createVerifierSync(provider, { secret });
    const candidates = {
      peer: accept(headers, body, secret),
      sync: () => preparedSync({ headers, body }),
      async: () => prepared({ headers, body }),
    };
    await mustAccept(candidates);
    const times = await race(candidates, { rounds: 40 });
    const ours = answersAtOnce ? "sync" : "async";
    const what = `${name}, 1 KB: times faster`;
    report.ratio({ aim: 3, what, of: times.peer, to: times[ours], least });
    if (!answersAtOnce) report.ratio({ aim: 3, what: `${what}, createVerifierSync`, of: times.peer, to: times.sync });
  }
  report.note(
    "Peers start from the same headers and bytes as we do: what takes text only gets `body.toString()`, tern a `Request`. One " +
      "that answers at once is compared with `createVerifierSync`, one that answers with a promise with `createVerifier`. " +
      "standardwebhooks and tern always parse the body; the others do not, and nor do we.",
  );
}
