import { writeFileSync } from "node:fs";
import { deliver } from "./genuine-deliveries.mjs";

// Breaks genuine deliveries in the ways in which it happens, and writes them to corpus/*.json, each with the cause that is to be
// found. The signatures of SendGrid (ECDSA) are new at each run.

const FAMILIES = ["body", "secret", "header", "time", "url", "provider", "two"];
const all = [];

for (const family of FAMILIES) {
  const cases = [];
  const { default: breaks } = await import(`./breaks/${family}.mjs`);
  // One case: a delivery, changed after it was signed.
  breaks((cause, name, provider, breakIt = () => ({}), change = {}) => {
    const whole = deliver(provider, change);
    const { body, ...rest } = { ...whole, ...breakIt(whole) };
    const encoded = body !== undefined && { body_base64: Buffer.from(body).toString("base64") };
    cases.push({ name: `${provider}: ${name}`, cause, ...rest, ...encoded });
  });
  const lines = cases.map((one) => JSON.stringify(one)).join(",\n");
  writeFileSync(new URL(`corpus/${family}.json`, import.meta.url), `[\n${lines}\n]\n`);
  all.push(...cases);
}
const count = (name) => new Set(all.map((one) => one[name])).size;
console.log(`${all.length} broken deliveries of ${count("provider")} providers, ${count("cause")} causes`);
