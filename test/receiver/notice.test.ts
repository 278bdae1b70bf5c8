import type { AnyProvider, ProviderData } from "hookonce";
import { afterEach, expect, it, vi } from "vitest";
import { SECRET } from "./_support.js";

const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
afterEach(() => warn.mockClear());

/** As in a process that has just begun. */
async function fresh() {
  vi.resetModules();
  const hookonce = await import("hookonce");
  const { basic, createReceiver, defineProvider, hmac, token } = hookonce;
  const providerOf = (scheme: unknown, changes: Partial<ProviderData<string, object, string>> = {}) =>
    defineProvider({
      id: "acme",
      name: "Acme",
      docs: "https://acme.example/docs",
      checked: "2026-11",
      scheme: scheme as never,
      ...changes,
    }) as AnyProvider;
  const signing = (signs: string) =>
    hmac({ hash: "sha256", header: "x-signature", format: "{signature}", encoding: "hex", signs });
  const build = (provider: AnyProvider, options: object = {}) =>
    createReceiver({ provider, secret: SECRET, username: undefined, ...options } as never, () => {});
  return { basic, token, providerOf, signing, build };
}

it("a scheme that signs something, and not the body, is told about, once for each provider in a process", async () => {
  const { providerOf, signing, build } = await fresh();
  build(providerOf(signing("{header:x-id}")));
  build(providerOf(signing("{header:x-id}")));
  build(providerOf(signing("{url}"), { id: "other", name: "Other" }));
  expect(warn.mock.calls).toEqual([
    [
      expect.stringMatching(
        /^hookonce: Acme signs nothing of the body: .*fetch the object from Acme's API.*acceptUnsignedBody: true\.$/,
      ),
    ],
    [expect.stringMatching(/Other signs nothing of the body/)],
  ]);
});

it("the parts of the body that are signed are named, five of them", async () => {
  const { providerOf, signing, build } = await fresh();
  build(providerOf(signing("{json:id}|{json:status}")));
  build(providerOf(signing("{json:a}|{json:b}|{json:c}|{json:d}|{json:e}|{json:f}"), { id: "many", name: "Many" }));
  expect(warn.mock.calls.map(([text]) => text)).toEqual([
    expect.stringContaining("Acme signs of the body only id, status: whoever"),
    expect.stringContaining("only a, b, c, d, e, …:"),
  ]);
});

it("nothing is said where the body is signed, or the part of it that is the payload", async () => {
  const { providerOf, signing, build } = await fresh();
  build(providerOf(signing("{header:x-id}{body}")));
  build(providerOf(signing("{form:payload}"), { payload: { jsonIn: "payload" } }));
  expect(warn).not.toHaveBeenCalled();
  build(providerOf(signing("{form:other}"), { payload: { jsonIn: "payload" } }));
  expect(warn).toHaveBeenCalledTimes(1);
});

it("nothing is said of tokens and passwords: nobody takes them for signatures", async () => {
  const { basic, token, providerOf, build } = await fresh();
  build(providerOf(token({ header: "x-token" })));
  build(providerOf(basic()), { secret: undefined, username: "acme", password: "trial-7Jb1dQ0n" });
  expect(warn).not.toHaveBeenCalled();
});

it("acceptUnsignedBody silences it, and is true or false", async () => {
  const { providerOf, signing, build } = await fresh();
  const provider = providerOf(signing("{header:x-id}"));
  build(provider, { acceptUnsignedBody: true });
  expect(warn).not.toHaveBeenCalled();
  for (const acceptUnsignedBody of ["true", 1, null]) {
    expect(() => build(provider, { acceptUnsignedBody })).toThrow(expect.objectContaining({ code: "OPTION_INVALID" }));
  }
  build(provider, { acceptUnsignedBody: false });
  expect(warn).toHaveBeenCalledTimes(1);
});
