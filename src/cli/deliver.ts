import type { SignedDelivery } from "../testing/index.js";
import type { Answer, Outgoing } from "./http.js";
import type { Target } from "./target.js";

/** A signed delivery as it goes to the endpoint. What the provider puts into the query goes along. */
export function toOutgoing({ method, url, headers, body }: SignedDelivery, target: Target): Outgoing {
  const { pathname, search } = target.url;
  const signed = new URL(url).search;
  return { method, path: pathname + (signed || search), headers: Object.entries(headers), body };
}

export const isAccepted = ({ status }: Answer): boolean => status >= 200 && status < 300;

/** An answer in a few words. */
export const answerText = ({ status, fault }: Answer): string => (status ? String(status) : `no answer, ${fault}`);

/** The same as the end of a sentence. */
export const answered = ({ status, fault }: Answer): string =>
  status ? `is answered ${status}` : `gets no answer (${fault})`;
