import { createHash } from "node:crypto";
import { createVerifier } from "hookonce";
import { describe, expect, it } from "vitest";
import {
  deliver,
  EVENT_ID,
  everyGenuine,
  type Genuine,
  genuine,
  keyOfSite,
  make,
  NOW,
  options,
  type Site,
} from "../support/genuine.js";

const sha256 = (body: string) => `sha256:${createHash("sha256").update(body).digest("base64url")}`;

const read = async (id: string, body: string, more: Record<string, string> = {}) => {
  const row = genuine.find(({ provider }) => provider.id === id)!;
  const delivery = await deliver(row, body);
  const verifier = createVerifier(row.provider, options(row));
  return verifier({ ...delivery, headers: { ...delivery.headers, ...more } });
};

const nothing = { id: false, type: false, timestamp: false, url: false, body: false };
const json = '{"id":"evt_1","type":"invoice.paid"}';

describe("the event of each provider: id, type, what is signed of it", () => {
  it.each<[string, string, Record<string, string>, string, string, object]>([
    ["stripe", json, {}, "evt_1", "invoice.paid", { id: true, type: true, timestamp: true, body: true }],
    [
      "github",
      json,
      { "x-github-event": "push", "x-github-delivery": "72d3162e" },
      sha256(json),
      "push",
      { id: true, body: true },
    ],
    [
      "bitbucket-cloud",
      json,
      { "x-event-key": "repo:push", "x-request-uuid": "1" },
      sha256(json),
      "repo:push",
      { id: true, body: true },
    ],
    [
      "bitbucket-data-center",
      json,
      { "x-event-key": "pr:opened" },
      sha256(json),
      "pr:opened",
      { id: true, body: true },
    ],
    [
      "slack",
      '{"type":"event_callback","event_id":"Ev1","event":{"type":"message"}}',
      {},
      "Ev1",
      "message",
      { id: true, type: true, timestamp: true, body: true },
    ],
    [
      "slack",
      '{"type":"app_rate_limited"}',
      {},
      sha256('{"type":"app_rate_limited"}'),
      "app_rate_limited",
      { id: true, type: true, timestamp: true, body: true },
    ],
    [
      "slack-commands",
      "command=%2Fweather&trigger_id=13345.7384",
      {},
      "13345.7384",
      "/weather",
      { id: true, type: true, timestamp: true, body: true },
    ],
    [
      "slack-interactivity",
      `payload=${encodeURIComponent('{"type":"block_actions","trigger_id":"13345.7384"}')}`,
      {},
      "13345.7384",
      "block_actions",
      { id: true, type: true, timestamp: true, body: true },
    ],
    [
      "slack-interactivity",
      `payload=${encodeURIComponent('{"type":"view_closed"}')}`,
      {},
      sha256(`payload=${encodeURIComponent('{"type":"view_closed"}')}`),
      "view_closed",
      { id: true, type: true, timestamp: true, body: true },
    ],
    [
      "shopify",
      json,
      { "x-shopify-topic": "orders/create", "x-shopify-webhook-id": "b5" },
      sha256(json),
      "orders/create",
      { id: true, body: true },
    ],
    ["shopify", json, { "shopify-topic": "orders/edited" }, sha256(json), "orders/edited", { id: true, body: true }],
    ["standard-webhooks", json, {}, EVENT_ID, "invoice.paid", { id: true, type: true, timestamp: true, body: true }],
    [
      "standard-webhooks-asymmetric",
      json,
      {},
      EVENT_ID,
      "invoice.paid",
      { id: true, type: true, timestamp: true, body: true },
    ],
    ["svix", json, {}, EVENT_ID, "invoice.paid", { id: true, type: true, timestamp: true, body: true }],
    [
      "gitlab-signing-token",
      json,
      { "x-gitlab-event": "Push Hook" },
      EVENT_ID,
      "Push Hook",
      { id: true, timestamp: true, body: true },
    ],
    ["gitlab", json, { "x-gitlab-event": "Push Hook", "idempotency-key": "f5e5" }, "f5e5", "Push Hook", {}],
    ["gitlab", json, {}, sha256(json), "", {}],
    ["telegram", '{"update_id":10000}', {}, "10000", "", {}],
    [
      "discord",
      '{"id":"846462639134605312","type":2}',
      {},
      "846462639134605312",
      "2",
      { id: true, type: true, timestamp: true, body: true },
    ],
    [
      "sendgrid",
      '[{"event":"open"}]\r\n',
      {},
      sha256('[{"event":"open"}]\r\n'),
      "",
      { id: true, timestamp: true, body: true },
    ],
  ])("%s %#", async (provider, body, headers, id, type, signed) => {
    const event = await read(provider, body, headers);
    expect({ id: event.id, type: event.type, signed: event.signed }).toEqual({
      id,
      type,
      signed: { ...nothing, ...signed },
    });
  });

  it("an id that anybody can change is not taken for the event's own", async () => {
    for (const [provider, name] of [
      ["github", "x-github-delivery"],
      ["shopify", "x-shopify-webhook-id"],
      ["bitbucket-cloud", "x-request-uuid"],
    ] as const) {
      const ids = await Promise.all(
        ["1", "2"].map(async (value) => (await read(provider, json, { [name]: value })).id),
      );
      expect(new Set(ids).size).toBe(1);
    }
  });

  it("an id of a token's event is not said to be signed", async () => {
    expect((await read("gitlab", json, { "idempotency-key": "f5e5" })).signed.id).toBe(false);
    expect((await read("telegram", '{"update_id":1}')).signed.id).toBe(false);
  });
});

describe("the payload of each provider", () => {
  it("is JSON, a form, or JSON in a form", async () => {
    expect((await read("stripe", json)).payload).toEqual(JSON.parse(json));
    expect((await read("sendgrid", '[{"event":"open"}]\r\n')).payload).toEqual([{ event: "open" }]);
    expect((await read("slack-commands", "command=%2Fw&text=a+b")).payload).toEqual({ command: "/w", text: "a b" });
    const form = `payload=${encodeURIComponent(json)}`;
    expect((await read("slack-interactivity", form)).payload).toEqual(JSON.parse(json));
  });

  it("GitHub sends JSON, or a form with JSON in it, as its settings say", async () => {
    for (const body of [json, ` ${json}`, `payload=${encodeURIComponent(json)}`]) {
      expect((await read("github", body)).payload).toEqual(JSON.parse(json));
    }
  });

  it("Twilio sends a form, or JSON", async () => {
    expect((await read("twilio", "CallSid=CA1&Body=a+b")).payload).toEqual({ CallSid: "CA1", Body: "a b" });
  });
});

/** The first place of a list, and the value that a row puts there; nothing where the list has no place in the delivery. */
function placed(row: Genuine, sources: Genuine["record"]["eventId"]): [Site, string] | [] {
  const first = sources.find((source) => source.in !== "digest" && source.in !== "claim");
  const site = row.sites.find((one) => first && keyOfSite(one) === keyOfSite(first));
  return site ? [site, String(site.value(NOW))] : [];
}

describe.each(everyGenuine.map((row) => [row.provider.id, row] as const))("%s", (_id, row) => {
  const verifier = createVerifier(row.provider, options(row));

  it("gives the id and the type that were put where it says they are", async () => {
    const delivery = await make(row, { whole: true });
    const event = await verifier(delivery);
    const [, eventId] = placed(row, row.record.eventId);
    // Where a part of the body is signed, the digest is of that part.
    const digest = row.provider.scheme.canonical
      ? expect.stringMatching(/^sha256:.{43}$/)
      : sha256(delivery.body as string);
    expect({ id: event.id, type: event.type }).toEqual({
      id: eventId ?? digest,
      type: placed(row, row.record.eventType)[1] ?? "",
    });
    expect(event.payload).toBeDefined();
  });

  it("says of id and type that they are signed, or lets another value pass", async () => {
    for (const name of ["id", "type"] as const) {
      const [site, value] = placed(row, name === "id" ? row.record.eventId : row.record.eventType);
      if (!site || site.role === "signature") continue;
      const { signed } = await verifier(await make(row, { whole: true }));
      const changed = await make(row, { whole: true }, undefined, { set: { [keyOfSite(site)]: `${value}x` } });
      const accepted = await verifier(changed).then(
        (event) => event[name] === `${value}x`,
        () => false,
      );
      // A checksum refuses it as well, and proves nothing; of a field that is signed whole, the event does not say it.
      if (/crc32|form:payload/.test(`${row.record.scheme.signs}`)) expect(signed[name]).toBe(false);
      else expect({ name, accepted }).toEqual({ name, accepted: !signed[name] });
    }
  });

  it("gives the items of a batch, each with its id and type", async () => {
    const { items } = row.record;
    const event = await verifier(await make(row, { whole: true }));
    if (!items) {
      expect(event.items).toEqual([event]);
      return;
    }
    const ids = event.items.map((item) => item.id);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(2);
    if (typeof items.id === "string") expect(ids).toEqual(["item-0", "item-1"]);
    if (items.type && ![items.id].flat().includes(items.type)) {
      expect(event.items.map(({ type }) => type)).toEqual(["item.made", "item.made"]);
    }
  });
});
