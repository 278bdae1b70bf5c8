import { randomBytes } from "node:crypto";
import type { AnyProvider } from "../core/provider.js";
import type { SecretForm } from "../core/secrets.js";
import { type Args, listOf, type OptionSpec, textOf } from "./command.js";
import { UsageError } from "./failure.js";
import type { Io } from "./io.js";
import { askHidden } from "./prompt.js";

/** Options of every command that needs the credential of a provider. */
export const CREDENTIAL: Readonly<Record<string, OptionSpec>> = {
  provider: { type: "string", value: "<id>", about: "who sends: stripe, github, … (hookonce providers)" },
  "secret-env": {
    type: "string",
    value: "<NAME>",
    about: "the variable that holds the secret; default: the provider's usual one, else you are asked",
  },
  username: { type: "string", value: "<name>", about: "the user name, where the provider sends Basic authentication" },
  option: {
    type: "string",
    value: "<name>=<value>",
    multiple: true,
    about: "an option of the provider, such as webhookId=… for PayPal",
  },
};

/** The value of an environment variable that an option names. */
export function fromVariable(args: Args, option: string, io: Io): string | undefined {
  const name = textOf(args, option);
  if (name === undefined) return;
  const value = Object.hasOwn(io.env, name) ? io.env[name] : undefined;
  // The name is not repeated: people put the secret itself there.
  if (!value) {
    throw new UsageError(`The variable that --${option} names is not set. It takes a name, such as WEBHOOK_SECRET.`);
  }
  io.hide(value);
  return value;
}

/** The secret: from the variable that was named, from the provider's usual one, or from whoever sits at the terminal. */
export async function secretFor(provider: AnyProvider, args: Args, io: Io): Promise<string | undefined> {
  const { credential, name } = provider;
  const named = fromVariable(args, "secret-env", io);
  const usual = credential && io.env[credential.env];
  let secret = named ?? (usual || undefined);
  if (!secret && io.canAsk) secret = await askHidden(`${name}, ${credential?.name ?? "secret"} (not shown): `);
  if (secret) io.hide(secret);
  return secret || undefined;
}

export function missingSecret({ credential, name }: AnyProvider): UsageError {
  const what = credential ? `${credential.env} (${credential.name}, ${credential.where})` : `the secret of ${name}`;
  return new UsageError(
    credential
      ? `There is no secret: set ${what}, or name another variable with --secret-env.`
      : `There is no secret: put ${what} into a variable, and name that with --secret-env.`,
  );
}

const SECRETS = ["secret", "password", "publicKey", "username", "keyName"];

/** Options of the provider's scheme, such as an audience. A list is given by giving it several times. */
export function providerOptions(args: Args, provider: AnyProvider): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const text of listOf(args, "option")) {
    const [, name = "", value = ""] = /^(\w{1,64})=(.+)$/s.exec(text) ?? [];
    if (!name) throw new UsageError("--option is <name>=<value>, such as webhookId=1JE4291016473214C.");
    // Braintree has a public key that is a name, beside its secret.
    const isCredential = SECRETS.includes(name) && !(name === "publicKey" && provider.scheme.credential === "secret");
    if (isCredential) throw new UsageError("Credentials are no --option: see --secret-env and --username.");
    options[name] = name in options ? [options[name], value].flat() : value;
  }
  return options;
}

/** A secret of the form that the provider's have, and that nobody has. */
export function strangeSecret({ scheme }: AnyProvider): string {
  const { secret: form = {} } = { ...scheme.data, ...scheme.described } as { readonly secret?: SecretForm };
  const { strip = "", after, encoding = scheme.kind === "adyen" ? "hex" : "utf8" } = form;
  const bytes = randomBytes(24);
  const text = encoding === "utf8" ? bytes.toString("hex") : bytes.toString(encoding);
  return `${[strip].flat()[0]}${after === undefined ? "" : `key${after}`}${text}`;
}
