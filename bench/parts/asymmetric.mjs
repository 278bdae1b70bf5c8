// Public keys: against crypto.verify with a key that was made once (aim 9).
import { generateKeyPairSync, sign, verify } from "node:crypto";
import { createVerifier, defineProvider, ecdsa, ed25519, rsa } from "hookonce";
import { createVerifierSync } from "hookonce/sync";
import { bodyOf, mustAccept, usualHeaders } from "../harness/deliveries.mjs";

export const aims = [9];

const data = { header: "x-signature", format: "{signature}", encoding: "base64", signs: "{body}", key: "spki" };

const kinds = {
  Ed25519: { scheme: ed25519(data), pair: ["ed25519"], hash: null },
  "P-256": { scheme: ecdsa(data), pair: ["ec", { namedCurve: "P-256" }], hash: "sha256" },
  "RSA-2048": { scheme: rsa(data), pair: ["rsa", { modulusLength: 2048 }], hash: "sha256" },
  "RSA-4096": { scheme: rsa(data), pair: ["rsa", { modulusLength: 4096 }], hash: "sha256" },
};

export async function measure({ report, race }) {
  const body = bodyOf(1000);
  for (const [name, { scheme, pair, hash }] of Object.entries(kinds)) {
    const { publicKey, privateKey } = generateKeyPairSync(...pair);
    const signature = sign(hash, body, privateKey);
    const provider = defineProvider({
      id: "acme",
      name: "Acme",
      docs: "https://acme.example",
      checked: "2026-11",
      scheme,
    });
    const options = { publicKey: publicKey.export({ type: "spki", format: "der" }).toString("base64") };
    const prepared = createVerifier(provider, options);
    const preparedSync = createVerifierSync(provider, options);
    const headers = { ...usualHeaders(body), "x-signature": signature.toString("base64") };
    const candidates = {
      bare: () => verify(hash, body, publicKey, signature),
      sync: () => preparedSync({ headers, body }),
      async: () => prepared({ headers, body }),
    };
    await mustAccept(candidates);
    const times = await race(candidates);
    const what = `${name}, 1 KB`;
    report.ratio({ aim: 9, what: `${what}: createVerifierSync`, of: times.sync, to: times.bare, most: 1.05 });
    report.ratio({ aim: 9, what: `${what}: createVerifier`, of: times.async, to: times.bare, most: 1.05 });
  }
  report.note("`crypto.verify` is handed the key object and the signature as bytes; ours reads it from its header.");
  report.note(
    "Beside the check itself stand header, timestamp, template and event: some microseconds, of which the " +
      "cheapest check, RSA-2048, is reminded most.",
  );
}
