import { fetchOf, readJson } from "../support/data.js";

/** A certificate of openssl, and what openssl says of it. */
export interface Made {
  readonly what: string;
  readonly pem: string;
  readonly publicKey: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly commonName: string | null;
  readonly signatureOfHello?: string;
}

export const certificates = readJson<Record<string, Made>>("keys/certificates.json");

/** The bytes of PEM. */
export const derOf = (pem: string) => new Uint8Array(Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ""), "base64"));

export const pemOf = (der: Uint8Array, label = "CERTIFICATE") =>
  `-----BEGIN ${label}-----\n${Buffer.from(der).toString("base64")}\n-----END ${label}-----\n`;

/** A fetch that writes down what it is asked for. */
export function recorder(answers: Readonly<Record<string, unknown>> | ((url: string) => Promise<Response>)) {
  const calls: { url: string; init: RequestInit | undefined }[] = [];
  const answer = typeof answers === "function" ? answers : fetchOf(answers);
  const recorded = (async (input: string, init?: RequestInit) => {
    calls.push({ url: String(input), init });
    return answer(input);
  }) as typeof fetch;
  return { calls, fetch: recorded };
}

export const NOTHING = { keyId: undefined, url: undefined };
