import type { AnyProvider } from "../core/provider.js";
import { testPublicKey } from "../testing/index.js";
import { type Args, type OptionSpec, textOf } from "./command.js";
import { CREDENTIAL, missingSecret, providerOptions, secretFor, strangeSecret } from "./credential.js";
import { Failure, UsageError } from "./failure.js";
import type { Io } from "./io.js";
import { loadProvider } from "./load-provider.js";
import { withPrivateKey } from "./private-key.js";
import { askEnter } from "./prompt.js";
import { Signer } from "./signer.js";

/** Options of every command that signs. */
export const SIGNING: Readonly<Record<string, OptionSpec>> = {
  ...CREDENTIAL,
  "private-key-file": {
    type: "string",
    value: "<file>",
    about: "PEM of the key that plays the provider's, where it signs with one; made when it is not there",
  },
  "public-url": {
    type: "string",
    value: "<url>",
    about: "the address under which the provider reaches the endpoint, where it signs that",
  },
};

/** Says which public key the endpoint needs, and waits until it has it. */
async function tellPublicKey({ name }: AnyProvider, key: string, io: Io, isNew: boolean): Promise<void> {
  io.err(`${name} signs with a private key that only it has. Give your endpoint this public key instead:`);
  io.err(key.trimEnd());
  if (isNew && io.canAsk) await askEnter("Press Enter when the endpoint has it. ");
  else if (isNew) throw new Failure("The key is new: configure its public half, then run this again.");
}

/**
 * Builds the signer that a command line describes.
 * @param sends whether an endpoint will judge what is signed, which then has to know the key
 */
export async function createSigner(args: Args, url: string, io: Io, sends: boolean): Promise<Signer> {
  const plain = await loadProvider(textOf(args, "provider"));
  const { scheme, name } = plain;
  const options = providerOptions(args, plain);
  const publicUrl = textOf(args, "public-url");
  if (publicUrl !== undefined && !/^https?:\/\/[^?#\s]+$/.test(publicUrl)) {
    throw new UsageError("--public-url is like https://example.com/webhooks, without a query.");
  }
  const where = { url: publicUrl ?? url };
  if (scheme.credential === "secret" || scheme.credential === "basic") {
    if (textOf(args, "private-key-file"))
      throw new UsageError(`${name} signs with a secret: leave --private-key-file out.`);
    const username = textOf(args, "username");
    if (scheme.credential === "basic" && !username) throw new UsageError(`${name} sends a user name: add --username.`);
    const secret = await secretFor(plain, args, io);
    if (!secret) throw missingSecret(plain);
    if (scheme.credential === "basic") {
      io.hide(`${username}:${secret}`);
      const [owner, stranger] = [secret, strangeSecret(plain)].map((password) => ({ ...options, username, password }));
      return new Signer(plain, {
        ...where,
        provider: plain,
        owner: owner ?? {},
        stranger: stranger ?? {},
        publicKey: undefined,
      });
    }
    const stranger = { ...options, secret: strangeSecret(plain) };
    return new Signer(plain, {
      ...where,
      provider: plain,
      owner: { ...options, secret },
      stranger,
      publicKey: undefined,
    });
  }
  const file = textOf(args, "private-key-file");
  const stranger = { ...options, keyName: "stranger" };
  if (file !== undefined) {
    const { provider, publicKey, isNew } = withPrivateKey(plain, file, options);
    await tellPublicKey(plain, publicKey, io, isNew && sends);
    return new Signer(plain, { ...where, provider, owner: options, stranger, publicKey });
  }
  if (sends && !io.canAsk) {
    const what = `${name} signs with a private key that only it has`;
    throw new UsageError(`${what}: add --private-key-file key.pem, which is made when it is not there.`);
  }
  const publicKey = await testPublicKey(plain);
  await tellPublicKey(plain, publicKey, io, sends);
  return new Signer(plain, { ...where, provider: plain, owner: options, stranger, publicKey });
}
