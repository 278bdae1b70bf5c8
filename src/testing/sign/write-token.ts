import { WebhookConfigError } from "../../core/errors.js";
import type { Source } from "../../core/sources.js";
import { encodeBase64 } from "../../encoding/base64.js";
import { putAt, readAt } from "./tree.js";
import { compute, type Writer } from "./writing.js";

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

const inside = () =>
  new WebhookConfigError(
    "OPTION_INVALID",
    "This provider's token stands inside the body: give the payload as an object.",
  );

export const writeToken: Writer = async (writing) => {
  const { source, prefix } = writing.scheme.described as { readonly source: Source; readonly prefix: string };
  if (!writing.draft.put(source, prefix + textOf(await compute(writing, new Uint8Array())))) throw inside();
};

export const writeBasic: Writer = async (writing) => {
  writing.draft.headers.authorization = `Basic ${encodeBase64(await compute(writing, new Uint8Array()))}`;
};

export const writeTokenInItems: Writer = async (writing) => {
  const { at, path } = writing.scheme.described as { readonly at: string; readonly path: string };
  const { draft } = writing;
  const token = textOf(await compute(writing, new Uint8Array()));
  const items = readAt(draft.tree, at);
  if (draft.fixed || (items !== undefined && !Array.isArray(items))) throw inside();
  for (let i = 0; i < Math.max(1, (items ?? []).length); i++) putAt(draft.tree, `${at}.${i}.${path}`, token);
};
