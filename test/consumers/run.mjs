import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const manifest = JSON.parse(readFileSync(new URL("node_modules/hookonce/package.json", import.meta.url), "utf8"));
const paths = Object.keys(manifest.exports).filter((path) => !path.endsWith(".json"));
assert(paths.length > 1);

// No framework is installed here: an adapter that loads its framework fails at this line.
for (const path of paths) {
  const module = await import(`hookonce${path.slice(1)}`);
  assert(Object.keys(module).length > 0, `${path} exports nothing`);
}

const { verify, WebhookError } = await import("hookonce");
const { stripe } = await import("hookonce/providers/stripe");

const secret = "whsec_dGhlIHRlc3Qgc2VjcmV0IG9mIGEgY29uc3VtZXI";
const body = JSON.stringify({ id: "evt_1", object: "event", type: "invoice.paid" });
const now = 1_767_225_600;
const v1 = createHmac("sha256", secret).update(`${now}.${body}`).digest("hex");
const deliver = (text) =>
  verify(
    stripe,
    { headers: { "stripe-signature": `t=${now},v1=${v1}` }, body: text },
    { secret, clock: () => now * 1000 },
  );

const event = await deliver(body);
assert.equal(event.id, "evt_1");
assert.equal(event.type, "invoice.paid");
await assert.rejects(
  deliver(`${body} `),
  (error) => error instanceof WebhookError && error.code === "SIGNATURE_MISMATCH",
);

// One copy for both ways in, or instanceof and the memory store would not hold.
assert.equal(createRequire(import.meta.url)("hookonce").WebhookError, WebhookError);

// The same as data, for programs in other languages.
const data = (path) => JSON.parse(readFileSync(fileURLToPath(import.meta.resolve(`hookonce/${path}`)), "utf8"));
const { providers } = data("providers.json");
assert.deepEqual(
  providers.map(({ id }) => `./providers/${id}`),
  paths.filter((path) => path.startsWith("./providers/")),
);
assert.equal(data("providers.schema.json").$id, data("providers.json").$schema);
for (const { id } of providers) assert(data(`vectors/${id}.json`).every(({ provider }) => provider === id));
