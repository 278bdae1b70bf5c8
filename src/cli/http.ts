import { type IncomingMessage, request as plainRequest, type RequestOptions } from "node:http";
import { request as secureRequest } from "node:https";
import type { LookupFunction } from "node:net";
import type { Target } from "./target.js";

/** One request, byte by byte as it goes out. */
export interface Outgoing {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Names in any case; a name may come twice. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
  /** What `content-length` says, where that is not the truth: the connection is cut after the body. */
  readonly declaredLength?: number | undefined;
}

/** What came back. A redirect is not followed. */
export interface Answer {
  /** 0 when nothing came back; then `fault` says why. */
  readonly status: number;
  readonly fault?: "timeout" | "unreachable" | "cut off" | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Its first 16 KiB as text. */
  readonly body: string;
  readonly ms: number;
}

const REQUEST_TIMEOUT_MS = 10_000;
const MAX_ANSWER = 16 * 1024;

const FAULTS: Readonly<Record<string, Answer["fault"]>> = {
  ABORT_ERR: "timeout",
  ECONNREFUSED: "unreachable",
  ENOTFOUND: "unreachable",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
};

async function readAnswer(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= MAX_ANSWER) break;
    }
  } catch {
    // An answer that is cut off still has its status.
  }
  return Buffer.concat(chunks).subarray(0, MAX_ANSWER).toString("utf8");
}

const headersOf = ({ headers, body, declaredLength = body.length }: Outgoing, host: string): string[] => {
  const names = headers.map(([name]) => name.toLowerCase());
  const own = [
    ["host", host],
    ["user-agent", "hookonce"],
    ["content-length", String(declaredLength)],
    ["connection", "close"],
  ] as const;
  return [...own.filter(([name]) => !names.includes(name)), ...headers].flat() as string[];
};

/** Sends one request over a connection of its own. It never throws for what the endpoint does. */
export function sendRequest({ url, addresses }: Target, outgoing: Outgoing): Promise<Answer> {
  const lookup: LookupFunction = (_host, { all }, done) => {
    const [first] = addresses;
    if (all) (done as unknown as (error: null, all: unknown) => void)(null, addresses);
    else done(null, first?.address ?? "", first?.family);
  };
  const options: RequestOptions = {
    protocol: url.protocol,
    hostname: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port,
    method: outgoing.method,
    path: outgoing.path,
    headers: headersOf(outgoing, url.host),
    lookup,
    agent: false,
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  };
  const started = performance.now();
  const elapsed = () => Math.round((performance.now() - started) * 10) / 10;
  return new Promise((resolve) => {
    const fail = (error: unknown) => {
      const code = String((error as { code?: unknown }).code ?? (error as Error).name);
      const fault = FAULTS[code] ?? (/timeout/i.test(code) ? "timeout" : "cut off");
      resolve({ status: 0, fault, headers: {}, body: "", ms: elapsed() });
    };
    const request = (url.protocol === "https:" ? secureRequest : plainRequest)(options, (response) => {
      const ms = elapsed();
      readAnswer(response).then((body) => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body, ms });
        request.destroy();
      }, fail);
    });
    request.on("error", fail);
    const { declaredLength, body } = outgoing;
    if (declaredLength === undefined || declaredLength <= body.length) request.end(body);
    else request.write(body, () => setTimeout(() => request.destroy(), 50));
  });
}
