type Schema = Record<string, any>;

const typeOf = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "array" : Number.isInteger(value) ? "integer" : typeof value;

const KNOWN = new Set(
  "$schema $id $defs $ref title description type enum const oneOf required properties additionalProperties items prefixItems minItems maxItems minLength pattern minimum maximum exclusiveMinimum".split(
    " ",
  ),
);

/**
 * Where a value is not what a JSON Schema says, as a list of complaints. It knows the keywords that our schema uses, and throws
 * at any other, so that none is passed over in silence.
 */
export function complaints(value: any, schema: Schema, root: Schema = schema, at = "$"): string[] {
  const unknown = Object.keys(schema).find((keyword) => !KNOWN.has(keyword));
  if (unknown) throw new Error(`${at}: the keyword ${unknown} is not known here`);
  const inner = (part: any, of: Schema, path: string) => complaints(part, of, root, path);
  const found: string[] = [];
  const demand = (holds: boolean, what: string) => {
    if (!holds) found.push(`${at}: ${what}`);
  };
  if (schema.$ref) found.push(...inner(value, root.$defs[schema.$ref.replace("#/$defs/", "")], at));
  if (schema.type) {
    const type = typeOf(value);
    demand(
      [schema.type].flat().some((one) => one === type || (one === "number" && type === "integer")),
      `is ${type}`,
    );
  }
  if (schema.enum) demand(schema.enum.includes(value), `is ${value}`);
  if ("const" in schema) demand(value === schema.const, `is ${value}`);
  if (schema.oneOf) {
    const fits = schema.oneOf.filter((one: Schema) => inner(value, one, at).length === 0).length;
    demand(fits === 1, `fits ${fits} of its forms`);
  }
  if (typeof value === "string") {
    demand(value.length >= (schema.minLength ?? 0), "is too short");
    if (schema.pattern) demand(new RegExp(schema.pattern, "u").test(value), `${value} has another form`);
  }
  if (typeof value === "number") {
    demand(value >= (schema.minimum ?? -Infinity) && value <= (schema.maximum ?? Infinity), `${value} is out of range`);
    demand(value > (schema.exclusiveMinimum ?? -Infinity), `${value} is too small`);
  }
  if (Array.isArray(value)) {
    demand(
      value.length >= (schema.minItems ?? 0) && value.length <= (schema.maxItems ?? Infinity),
      "has another length",
    );
    for (const [i, item] of value.entries()) {
      const of = schema.prefixItems?.[i] ?? schema.items;
      if (of) found.push(...inner(item, of, `${at}[${i}]`));
    }
  } else if (typeof value === "object" && value !== null) {
    for (const name of schema.required ?? []) demand(Object.hasOwn(value, name), `has no ${name}`);
    for (const [name, member] of Object.entries(value)) {
      const of = schema.properties?.[name] ?? schema.additionalProperties;
      if (of === false) demand(false, `has ${name}`);
      else if (of) found.push(...inner(member, of, `${at}.${name}`));
    }
  }
  return found;
}
