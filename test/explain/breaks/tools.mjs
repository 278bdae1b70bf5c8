import { NOW } from "../genuine-deliveries.mjs";

/** What a proxy or framework does that writes the length anew. */
export const measured = (body, headers) => ({
  body: Buffer.from(body),
  headers: { ...headers, "content-length": String(Buffer.byteLength(body)) },
});
export const without = (headers, ...names) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
export const renamed = (headers, from, to) => ({ ...without(headers, from), [to]: headers[from] });
export const rewritten =
  (write) =>
  ({ body, headers }) =>
    measured(write(body.toString()), headers);
export const kept =
  (write) =>
  ({ body }) => ({ body: Buffer.from(write(body.toString())) });

export const reparse = (text) => JSON.stringify(JSON.parse(text));

export const pretty = (text) => JSON.stringify(JSON.parse(text), null, 2);

export const secretIs =
  (change) =>
  ({ secret }) => ({ secret: change(secret) });

export const text =
  (name, change) =>
  ({ headers }) => ({ headers: { ...headers, [name]: change(headers[name]) } });

export const at = (offset) => ({ now: NOW + offset });

export const urlIs =
  (change, headers = {}) =>
  (whole) => ({ url: change(whole.url), headers: { ...whole.headers, ...headers } });

/** How a shell writes a variable. */
export const variable = (name) => `$${name}`;
