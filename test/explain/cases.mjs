import { readdirSync, readFileSync } from "node:fs";
import { BODIES, deliver, NOW, SENDERS } from "./genuine-deliveries.mjs";

// The corpus, and forgeries, as options of explain: for the tests and the benchmark.

const folder = new URL("corpus/", import.meta.url);

/** Every broken delivery. */
export const corpus = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .flatMap((file) => {
    const family = file.slice(0, -5);
    return JSON.parse(readFileSync(new URL(file, folder), "utf8")).map((one) => ({ family, ...one }));
  });

const dated = (one) => (one?.notAfter ? { ...one, notAfter: new Date(one.notAfter) } : one);

/** The options of explain for a case. `load` gives a provider by its id. */
export async function optionsOf(one, load) {
  const { secret, secrets, secret_base64, publicKey, otherSecrets, otherProviders = [], method, url, headers } = one;
  const bytes = secret_base64 === undefined ? undefined : new Uint8Array(Buffer.from(secret_base64, "base64"));
  const given = bytes ?? secrets?.map(dated) ?? secret;
  const body =
    one.body_base64 === undefined ? (one.parsedBody ?? "") : new Uint8Array(Buffer.from(one.body_base64, "base64"));
  return {
    provider: await load(one.provider),
    ...(given !== undefined && { secret: given }),
    ...(publicKey !== undefined && { publicKey }),
    ...(otherSecrets && { otherSecrets }),
    otherProviders: await Promise.all(otherProviders.map(load)),
    delivery: { method, ...(url !== undefined && { url }), headers, body },
    clock: () => one.clockMs ?? one.now * 1000,
  };
}

/** Numbers from 0 to 1 that are the same for each seed (mulberry32). */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const FORGED = Object.keys(SENDERS).filter((id) => id !== "gitlab");

/** Deliveries that nobody sent who knows the secret: other keys, other content, mere noise. */
export function forgeries(count, seed) {
  const random = randomFrom(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const noise = (size) => Buffer.from(Array.from({ length: size }, () => Math.floor(random() * 256)));
  const ways = {
    "signed with a key of the forger": (id) => deliver(id, { secret: `whsec_${noise(24).toString("base64")}` }),
    "signed with a word that is often a secret": (id) =>
      deliver(id, { secret: pick(["secret", "undefined", "test", "", "whsec_test", "null"]) }),
    "signature of a genuine delivery over another body": (id) => {
      const whole = deliver(id);
      const body = Buffer.from(BODIES[pick(FORGED.filter((other) => BODIES[other] !== BODIES[id]))]);
      return { ...whole, body };
    },
    "one character of the body changed": (id) => {
      const whole = deliver(id);
      const body = Buffer.from(whole.body);
      const letters = [...body.keys()].filter((at) => /[a-z0-9]/i.test(String.fromCharCode(body[at])));
      const at = pick(letters);
      body[at] = body[at] === 55 ? 56 : 55;
      return { ...whole, body };
    },
    "a member added to the body": (id) => {
      const whole = deliver(id);
      return {
        ...whole,
        body: Buffer.from(whole.body.toString().replace(/[{=]/, (one) => (one === "{" ? '{"admin":true,' : "=evil"))),
      };
    },
    "the signature is noise": (id) => {
      const whole = deliver(id);
      const headers = Object.fromEntries(
        Object.entries(whole.headers).map(([name, value]) => [
          name,
          /sig|hmac/.test(name)
            ? value.replace(/[0-9a-f]{40,}|[\w+/]{26,}=*/g, (text) =>
                /^[0-9a-f]+$/.test(text)
                  ? noise(text.length / 2).toString("hex")
                  : noise(Buffer.from(text, "base64").length).toString("base64"),
              )
            : value,
        ]),
      );
      return { ...whole, headers };
    },
    "another time in the header": (id) => {
      const whole = deliver(id, { now: NOW - 86_400 });
      const headers = Object.fromEntries(
        Object.entries(whole.headers).map(([name, value]) => [
          name,
          value.replaceAll(String(NOW - 86_400), String(NOW)),
        ]),
      );
      return JSON.stringify(headers) === JSON.stringify(whole.headers)
        ? { ...whole, body: noise(200) }
        : { ...whole, headers };
    },
    "body and signature are noise": (id) => ({ ...deliver(id, { secret: "unknown-to-us" }), body: noise(300) }),
  };
  const names = Object.keys(ways);
  return Array.from({ length: count }, (_one, i) => {
    // The public-key senders have one key each: who forges has another one, so that only their content can be changed.
    const id = FORGED[i % FORGED.length];
    const usable = SENDERS[id].publicKey
      ? names.filter((name) => !name.startsWith("signed") && !name.startsWith("body and"))
      : names;
    const name = usable[Math.floor(i / FORGED.length) % usable.length];
    const { secret: _theirs, ...made } = ways[name](id);
    const { body, ...rest } = made;
    const own = SENDERS[id].publicKey ? {} : { secret: SENDERS[id].secret };
    return {
      ...rest,
      ...own,
      name: `${id}: ${name}`,
      otherSecrets: [SENDERS[id].other],
      otherProviders: FORGED.filter((other) => other !== id).slice(0, 6),
      body_base64: body.toString("base64"),
    };
  });
}
