import { stripe } from "hookonce/providers/stripe";
import { describe, expect, it } from "vitest";
import { Kit } from "../../src/cli/check/kit.js";
import { PROBES } from "../../src/cli/check/probes/index.js";
import { findingOf } from "../../src/cli/check/run-check.js";
import type { Section } from "../../src/cli/check/types.js";
import { eventOf } from "../../src/cli/samples/index.js";
import { Signer } from "../../src/cli/signer.js";
import { readUrl, resolveTarget } from "../../src/cli/target.js";
import { endpoint, type Fault } from "./endpoint.js";
import { SECRET } from "./support.js";

// Each probe catches an endpoint with the fault that it is for, and finds nothing at the one without.

const failing = new TextEncoder().encode('{"id":"evt_failing1","type":"sample.failing","data":{}}');

async function kitFor(fault?: Fault) {
  const { url, counter } = await endpoint(fault);
  const options = { provider: stripe, owner: { secret: SECRET }, stranger: { secret: "whsec_another0ne" } };
  const signer = new Signer(stripe, { ...options, publicKey: undefined, url });
  const target = await resolveTarget(readUrl(url), false);
  const effects = await resolveTarget(readUrl(counter), false);
  const kit = new Kit(signer, target, { effects, failing: eventOf(stripe, failing) });
  await kit.prepare();
  kit.countsEffects = true;
  return kit;
}

const probeOf = (id: string) => {
  const probe = PROBES.find((one) => one.id === id);
  if (!probe) throw new Error(`no probe ${id}`);
  return probe;
};

const CAUGHT: readonly [fault: Fault, section: Section, probes: string[]][] = [
  ["accepts anything", "dangerous", ["forged-signature", "wrong-secret", "truncated", "many-signatures"]],
  ["skips a missing header", "dangerous", ["no-header", "empty-header"]],
  ["compares as far as the shorter text goes", "dangerous", ["empty-signature", "half-signature"]],
  ["takes an empty secret too", "dangerous", ["empty-secret"]],
  ["takes the text undefined as a secret", "dangerous", ["undefined-secret"]],
  ["skips what is no JSON", "dangerous", ["forged-type"]],
  ["signs the time only", "dangerous", ["forged-body"]],
  ["accepts any signature of the right length", "dangerous", ["zero-signature"]],
  ["accepts a header that it cannot read", "dangerous", ["header-junk"]],
  ["checks no age", "dangerous", ["stale"]],
  ["checks one side of the age", "mend", ["future"]],
  ["verifies without a BOM", "mend", ["bom"]],
  ["verifies decoded text", "mend", ["invalid-utf8"]],
  ["decodes as latin1", "mend", ["unicode"]],
  ["parses and writes again", "mend", ["spacing"]],
  ["wants the plain content type", "mend", ["charset"]],
  ["stops at 100 KiB", "mend", ["large"]],
  ["decodes each piece", "mend", ["long-unicode"]],
  ["reads the first signature only", "mend", ["two-signatures"]],
  ["reads the first header", "mend", ["two-headers"]],
  ["takes any method", "mend", ["wrong-method"]],
  ["has no limit", "mend", ["oversized"]],
  ["throws on what is no JSON", "mend", ["not-json"]],
  ["keeps no ids", "dangerous", ["replay", "retry"]],
  ["counts twice", "dangerous", ["effects"]],
  ["looks up, then writes", "dangerous", ["concurrent"]],
  ["takes the id from a header", "dangerous", ["fresh-id"]],
  ["tells replays by the text of the signature", "dangerous", ["respelt"]],
  ["refuses duplicates", "mend", ["replay", "retry"]],
  ["marks before the work", "dangerous", ["retry-after-failure"]],
  ["hides failures", "dangerous", ["retry-after-failure"]],
  ["hashes for each signature", "mend", ["many-signatures"]],
  ["skips an empty body", "dangerous", ["empty-body"]],
  ["dies of a broken connection", "dangerous", ["broken-off", "still-there"]],
];

describe("check", () => {
  it("has at least 25 probes, each with a name of its own", () => {
    const ids = PROBES.map(({ id }) => id);
    expect(ids.length).toBeGreaterThanOrEqual(25);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(CAUGHT)("an endpoint that %s is %s: %s", async (fault, section, ids) => {
    const kit = await kitFor(fault);
    for (const id of ids) expect(await findingOf(kit, probeOf(id))).toMatchObject({ probe: id, section });
  });

  it("the same endpoint without a fault is right in all of them", async () => {
    const kit = await kitFor();
    for (const probe of PROBES) {
      const finding = await findingOf(kit, probe);
      if (finding) expect(finding).toMatchObject({ probe: probe.id, section: "right" });
    }
    expect(kit.budget.requests).toBeLessThanOrEqual(120);
  });

  it("no probe is without an endpoint that it catches, save those that a hand-written one for Stripe cannot fail", () => {
    const caught = CAUGHT.flatMap(([, , ids]) => ids);
    const rest = PROBES.map(({ id }) => id).filter((id) => !caught.includes(id));
    expect(rest).toEqual(["fresh-timestamp", "header-case", "very-large", "handshake"]);
  });
});
