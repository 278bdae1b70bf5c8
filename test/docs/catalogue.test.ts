import { describe, expect, it } from "vitest";
import { catalogueOf, type ProviderRecord, recordOf } from "../../scripts/catalogue.mjs";
import { bytesOf, importProvider, providerIds, readJson, readVectors, type Vector } from "../support/data.js";
import { everyGenuine, make, NOW } from "../support/genuine.js";
import { holds, type Request } from "../support/interpreter.js";
import { complaints } from "../support/json-schema.js";

const records = await Promise.all(
  providerIds.map(async (id) => {
    const [[name, provider] = []] = Object.entries(await importProvider(id));
    return recordOf(provider as never, name as string);
  }),
);
const schema = readJson<Record<string, any>>("../docs/providers.schema.json");
// As it is read by somebody else.
const catalogue = JSON.parse(JSON.stringify(catalogueOf(records))) as { providers: ProviderRecord[] };

describe("the catalogue", () => {
  it("is what its schema says", () => {
    expect(complaints(catalogue, schema)).toEqual([]);
    expect(catalogue).toMatchObject({ $schema: schema.$id });
  });

  it.each<[string, (one: any) => void]>([
    ["$.providers[0]: has surplus", (one) => Object.assign(one, { surplus: 1 })],
    ["$.providers[0]: has no scheme", (one) => delete one.scheme],
    ["$.providers[0].id: Adyen! has another form", (one) => Object.assign(one, { id: "Adyen!" })],
    ["$.providers[0].scheme.encoding: is hex16", (one) => Object.assign(one.scheme, { encoding: "hex16" })],
    ["$.providers[0].payload: fits 0 of its forms", (one) => Object.assign(one, { payload: "xml" })],
    [
      "$.providers[0].eventId[0].signed: is string",
      (one) => Object.assign(one, { eventId: [{ in: "body", path: "id", signed: "no" }] }),
    ],
  ])("that is not, is found: %s", (complaint, spoil) => {
    const copy = structuredClone(catalogue);
    spoil(copy.providers[0]);
    expect(complaints(copy, schema)).toContain(complaint);
  });

  it("loses nothing on its way through JSON", () => {
    expect(catalogue.providers).toEqual(records);
  });

  it("says of the kinds that it describes whole, and of no other, that they need no code", () => {
    const kinds = (needsCode: boolean) => [
      ...new Set(records.filter(({ scheme }) => scheme.needsCode === needsCode).map(({ scheme }) => scheme.kind)),
    ];
    expect(kinds(false).sort()).toEqual(["basic", "digest", "ecdsa", "ed25519", "hmac", "rsa", "token"]);
    for (const { scheme } of records) {
      if (scheme.needsCode || scheme.kind === "token" || scheme.kind === "basic") continue;
      expect(scheme).toMatchObject({
        format: expect.any(String),
        encoding: expect.any(String),
        signs: expect.any(Array),
      });
    }
  });
});

const hashed = catalogue.providers.filter(({ scheme }) => scheme.kind === "hmac" || scheme.kind === "digest");

const requestOf = ({
  method,
  url,
  headers,
  body_base64,
  options,
}: Vector & { options?: { publicUrl?: string } }): Request => ({
  method,
  url: (options?.publicUrl ?? url?.split("?")[0] ?? "https://example.com/") + (url?.match(/\?.*/)?.[0] ?? ""),
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  body: Buffer.from(bytesOf(body_base64)),
});

describe("from the catalogue alone, without hookonce, a signature can be checked", () => {
  it.each(hashed.map((record) => [record.id, record] as const))("%s: deliveries of its vectors", (id, record) => {
    const genuine = readVectors(id).filter(({ expect: theirs, ours }) => (ours?.expect ?? theirs) === "valid");
    for (const vector of genuine) {
      const secrets = vector.secrets ?? [vector.secret as string];
      const accepted = secrets.some((secret) => holds(record, secret, requestOf(vector)));
      expect(accepted, vector.name).toBe(true);
    }
    expect(genuine.length).toBeGreaterThan(0);
  });

  it.each(
    everyGenuine
      .filter(({ record }) => hashed.some(({ id }) => id === record.id))
      .map((row) => [row.provider.id, row] as const),
  )("%s: a delivery that hookonce signs, and none with another secret", async (_id, row) => {
    const { method = "POST", url, headers, body } = await make(row, { at: NOW });
    const request = { method, url, headers, body: Buffer.from(body as string) };
    expect(holds(row.record, row.secret, request)).toBe(true);
    expect(holds(row.record, row.otherSecret, request)).toBe(false);
  });
});
