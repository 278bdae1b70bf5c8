import { type AnyProvider, createReceiver, verify } from "hookonce";
import { signDelivery, signHandshake, testPublicKey } from "hookonce/testing";
import { describe, expect, it } from "vitest";
import { hasIdPlace } from "../../src/testing/sign/place-event.js";
import { providerIds, providerOf } from "../support/data.js";
import { codeOf } from "../support/refusal.js";
import { CANNOT_SIGN, credentialsOf, sign } from "../support/signing.js";

// Every provider, by the folder: what the kit signs is accepted, and nothing near it.

const NOW = 1_767_225_600_000;
const ID = "evt_0kit1";
const TYPE = "invoice.paid";

const providers: readonly AnyProvider[] = await Promise.all(providerIds.map(providerOf));
const signable = providers.filter(({ id }) => !CANNOT_SIGN.includes(id));
const by = (list: readonly AnyProvider[]) => list.map((provider) => [provider.id, provider] as const);

const places = (sources: AnyProvider["eventType"]) =>
  [sources ?? []].flat().some(({ in: place }: any) => place !== "digest");
const hasTypePlace = ({ eventType, items }: AnyProvider) => places(eventType) || items?.type !== undefined;

/** Id and type, where the provider has them. */
const about = (provider: AnyProvider) => ({
  ...(hasIdPlace(provider) && { id: ID }),
  ...(hasTypePlace(provider) && { type: TYPE }),
});

const accept = (provider: AnyProvider, delivery: any, options: object) =>
  verify(provider, delivery, { ...options, clock: () => NOW } as never);

describe("signDelivery", () => {
  it("these deliveries cannot be signed, and no others", async () => {
    const refused: string[] = [];
    for (const provider of providers) {
      const code = await signDelivery<any>(provider, { ...(await anyCredentials(provider)), timestamp: NOW }).then(
        () => "signed",
        (error) => error.code,
      );
      if (code !== "signed") refused.push(`${provider.id} ${code}`);
    }
    expect(refused).toEqual(CANNOT_SIGN.map((id) => `${id} SCHEME_CANNOT_SIGN`));
  });

  it.each(by(providers.filter(({ id }) => CANNOT_SIGN.includes(id))))(
    "%s: the message says why",
    async (_id, provider) => {
      await expect(testPublicKey(provider)).rejects.toThrow(/cannot be signed here: its .* only the provider/);
    },
  );

  it.each(by(signable))("%s: a signed delivery is accepted, with its id and type", async (_id, provider) => {
    const credentials = await credentialsOf(provider);
    const delivery = await sign(provider, { ...credentials.sign, ...about(provider), timestamp: NOW });
    const event = await accept(provider, delivery, credentials.verify);
    const [item] = event.items;
    if (hasIdPlace(provider)) expect([event.id, item?.id.split(":")[0]]).toContain(ID);
    if (hasTypePlace(provider)) expect([event.type, item?.type]).toContain(TYPE);
    const fromRequest = delivery.request;
    const { method, url, headers } = fromRequest;
    const body = await fromRequest.arrayBuffer();
    expect((await accept(provider, { method, url, headers, body }, credentials.verify)).id).toBe(event.id);
  });

  it.each(by(signable))("%s: one that another secret or key signed is refused", async (_id, provider) => {
    const [own, other] = [await credentialsOf(provider), await credentialsOf(provider, true)];
    const delivery = await sign(provider, { ...other.sign, ...about(provider), timestamp: NOW });
    expect(await codeOf(accept(provider, delivery, own.verify))).toBe("SIGNATURE_MISMATCH");
  });

  it.each(by(signable))("%s: a forged one is refused", async (_id, provider) => {
    const credentials = await credentialsOf(provider);
    const delivery = await sign(provider, { ...credentials.sign, ...about(provider), timestamp: NOW, forge: true });
    expect(await codeOf(accept(provider, delivery, credentials.verify))).toBe("SIGNATURE_MISMATCH");
  });

  it.each(by(signable))("%s: the same event is the same event when it is signed again", async (_id, provider) => {
    const credentials = await credentialsOf(provider);
    const ids = await Promise.all(
      [0, 20_000].map(async (later) => {
        const options = {
          ...credentials.sign,
          ...about(provider),
          ...{ marker: "1", occurredMs: NOW, timestamp: NOW + later },
        };
        const event = await verify(provider, await sign(provider, options), {
          ...credentials.verify,
          clock: () => NOW + later,
        } as never);
        return event.id;
      }),
    );
    if (provider.timestampAfter && !hasIdPlace(provider)) return;
    expect(ids[0]).toBe(ids[1]);
  });
});

describe("signHandshake", () => {
  const rows = signable.flatMap((provider) =>
    (provider.handshakes ?? []).map((_one, index) => [`${provider.id} ${index}`, provider, index] as const),
  );

  it("there are many", () => expect(rows.length).toBeGreaterThan(20));

  it.each(rows)("%s is answered, and the handler does not run", async (_id, provider, index) => {
    const credentials = await credentialsOf(provider);
    const asks = provider.handshakes?.[index]?.check === "verifyToken" ? { verifyToken: "token-1" } : {};
    const options = { provider, ...credentials.verify, ...asks, clock: () => NOW, acceptUnsignedBody: true };
    let ran = 0;
    const receiver = createReceiver(options as never, () => void ran++);
    const signed = await signHandshake<any>(provider, { ...credentials.sign, ...asks, index, timestamp: NOW });
    const answer = await receiver.receive(signed);
    expect([answer.status < 300, ran, answer.event]).toEqual([true, 0, undefined]);
    const { text, json, headers } = provider.handshakes?.[index] ?? {};
    const echo = [text, ...Object.values(json ?? {}), ...Object.values(headers ?? {})].some(
      (value) => typeof value === "object" && "in" in value,
    );
    if (echo) expect(JSON.stringify([String(answer.body ?? ""), answer.headers])).toContain("challenge-1");
  });
});

async function anyCredentials(provider: AnyProvider): Promise<object> {
  const given = { topicArns: ["arn:aws:sns:eu-west-1:123456789012:topic"], bundleId: "a", environment: "Sandbox" };
  return CANNOT_SIGN.includes(provider.id) ? given : (await credentialsOf(provider)).sign;
}
