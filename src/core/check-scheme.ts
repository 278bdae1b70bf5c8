import { WebhookConfigError } from "./errors.js";
import { compileFormat } from "./schemes/format.js";
import type { Scheme } from "./schemes/scheme.js";
import { compileTemplate, FILTERS } from "./schemes/template.js";

const invalid = (message: string) => new WebhookConfigError("PROVIDER_INVALID", message);

const PLACES = ["header", "query", "form", "json"];

/**
 * Refuses a scheme that cannot work, or proves less than it seems to. Our own providers pass it in the tests, so that it is no
 * part of their bundles.
 */
export function checkScheme({ kind, data, covers, signedOptions = [] }: Scheme): void {
  if (!data) return;
  const { format, signs, separator, fields = {}, timestamp } = data;
  const { patterns } = compileFormat(format, separator);
  const captured = patterns.flatMap((pattern) => pattern.names);
  const readable = patterns.every(
    ({ literals, names }) =>
      names.length && literals.length === names.length + 1 && literals.slice(1, -1).every(Boolean),
  );
  if (!readable || !captured.includes("signature") || !captured.every((name) => /^\w+$/.test(name))) {
    throw invalid(`The format ${format} cannot be read back, or has no {signature}.`);
  }
  const names = [
    "body",
    "method",
    "url",
    "address",
    "path",
    "secret",
    ...captured,
    ...Object.keys(fields),
    ...signedOptions,
  ];
  const templates = [signs].flat();
  if (!templates.length) throw invalid("The scheme signs nothing.");
  for (const text of templates) {
    const tokens = compileTemplate(text);
    if (tokens.map(({ literal, name }) => (literal === "{" && name === undefined ? "{{" : literal)).join("") !== text) {
      throw invalid(`The template ${text} has a brace that is not closed.`);
    }
    const brackets = tokens.filter(({ name, literal }) => name === undefined && /^[[\]]$/.test(literal));
    if (brackets.length % 2 || brackets.some(({ literal }, i) => literal !== "[]"[i % 2])) {
      throw invalid(`The template ${text} has a bracket that is not closed.`);
    }
    for (const { name, filters } of tokens) {
      const [place, path] = name?.split(":") ?? [];
      if (
        name !== undefined &&
        !(path ? PLACES.includes(place as string) : names.includes(name) && name !== "signature")
      ) {
        throw invalid(`The template ${text} has {${name}}, which nothing captures.`);
      }
      const unknown = filters.find((filter) => !Object.hasOwn(FILTERS, filter));
      if (unknown) throw invalid(`The template ${text} has a filter ${unknown} that does not exist.`);
    }
  }
  if ((timestamp || names.includes("timestamp")) && !covers.fields.includes("timestamp")) {
    throw invalid("A timestamp that is not signed says nothing: leave it out.");
  }
  if ((kind === "digest") !== covers.fields.includes("secret")) {
    throw invalid("{secret} is part of a digest, without which it proves nothing, and of no other kind.");
  }
}
