const assert = require("node:assert/strict");

const manifest = require("hookonce/package.json");
const paths = Object.keys(manifest.exports).filter((path) => !path.endsWith(".json"));
assert(paths.length > 1);

for (const path of paths) {
  assert(Object.keys(require(`hookonce${path.slice(1)}`)).length > 0, `${path} exports nothing`);
}

const { createVerifier } = require("hookonce");
const { stripe } = require("hookonce/providers/stripe");
assert.equal(typeof createVerifier(stripe, { secret: "whsec_dGhlIHRlc3Qgc2VjcmV0IG9mIGEgY29uc3VtZXI" }), "function");
