import { createHash, createHmac } from "node:crypto";
import { defineProvider, hmac } from "hookonce";
import { computeSignatureSync, createVerifierSync } from "hookonce/sync";

// Each runtime has a way of its own to hash: against its createHmac, at every length to 300 and around each threshold.

const HASHES = { sha1: 64, sha256: 64, sha384: 128, sha512: 128 };
const lengths = [...Array(301).keys(), 1000, 4095, 4096, 32_000];
for (const near of [32 * 1024 - 128, 32 * 1024 - 64, 32 * 1024, 64 * 1024]) {
  for (let more = -3; more < 4; more++) lengths.push(near + more);
}

let passed = 0;
const failed = [];
const is = (what, actual, expected) => {
  if (actual === expected) passed++;
  else failed.push(`${what}: ${actual}, not ${expected}`);
};

for (const [hash, block] of Object.entries(HASHES)) {
  const scheme = hmac({ hash, header: "x-acme", format: "{signature}", encoding: "hex", signs: "é{body}" });
  const acme = defineProvider({ id: "acme", name: "Acme", docs: "https://acme.example", checked: "2026-11", scheme });
  for (const size of [8, block - 1, block, block + 1, 300]) {
    const secret = "s".repeat(size);
    const verify = createVerifierSync(acme, { secret });
    for (const length of size === 8 ? lengths : lengths.slice(0, 200)) {
      const body = Buffer.alloc(length, "body");
      const expected = createHmac(hash, secret).update("é").update(body).digest("hex");
      const what = `${hash}, a key of ${size} bytes, ${length} bytes`;
      is(what, Buffer.from(computeSignatureSync(scheme, secret, { body })).toString("hex"), expected);
      const { id } = verify({ headers: { "x-acme": expected }, body });
      is(what, id, `sha256:${createHash("sha256").update(body).digest("base64url")}`);
    }
  }
}
console.log(`hmac: ${passed} passed, ${failed.length} failed`);
for (const line of failed.slice(0, 10)) console.log(`- ${line}`);
process.exitCode = failed.length ? 1 : 0;
