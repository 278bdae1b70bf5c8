import type { AnyProvider } from "./provider.js";

const said = /* @__PURE__ */ new Set<string>();

/** Prints something once in a process. */
export function warnOnce(about: string, message: string): void {
  if (said.has(about)) return;
  said.add(about);
  console.warn(`hookonce: ${message}`);
}

/** Whether a signature holds whatever the body says. Of tokens and passwords nobody expects anything else. */
export function leavesBodyUnsigned({ scheme, payload }: AnyProvider): boolean {
  const { body, url, method, fields } = scheme.covers;
  const field = typeof payload === "object" ? payload.jsonIn : undefined;
  // The payload may be a part of the body, and signed for itself.
  const isSigned = body || scheme.unwrap || fields.includes(`form:${field}`);
  return !isSigned && (url || method || fields.length > 0);
}

/** Says what is not proven. Our own providers bring it where it has something to say, which the tests hold. */
export function noticeUnsignedBody(provider: AnyProvider): void {
  if (!leavesBodyUnsigned(provider)) return;
  const { id, name, scheme } = provider;
  const parts = scheme.covers.fields.filter((part) => /^(json|form):/.test(part)).map((part) => part.slice(5));
  const most = parts.slice(0, 5).join(", ") + (parts.length > 5 ? ", …" : "");
  const what = parts.length ? `of the body only ${most}` : "nothing of the body";
  warnOnce(
    `unsigned-body ${id}`,
    `${name} signs ${what}: whoever has seen one delivery can change the rest. Take its id, and fetch the object from ` +
      `${name}'s API before you act on it. When you do, say so: acceptUnsignedBody: true.`,
  );
}
