import type { AnyProvider } from "../src/index.js";

/** A place in a delivery. */
export interface Place {
  readonly in: "header" | "query" | "form" | "body" | "claim" | "digest";
  readonly path: string;
}

/** A provider as docs/providers.schema.json describes it. */
export interface ProviderRecord {
  readonly id: string;
  readonly name: string;
  readonly docs: string;
  readonly checked: string;
  readonly import: string;
  readonly export: string;
  readonly scheme: {
    readonly kind: string;
    readonly needsCode: boolean;
    readonly hash?: string;
    readonly header?: readonly Place[];
    readonly prefix?: string;
    readonly format?: string;
    readonly separator?: string;
    readonly encoding?: "hex" | "base64" | "base64url";
    readonly anyCaseHex?: boolean;
    readonly fields?: Readonly<Record<string, Place>>;
    readonly expect?: Readonly<Record<string, string>>;
    readonly timestamp?: string;
    readonly signs?: readonly string[];
    readonly signedOptions?: readonly string[];
    readonly secret?: {
      readonly strip?: string | readonly string[];
      readonly keepPrefix?: boolean;
      readonly after?: string;
      readonly requirePrefix?: boolean;
      readonly encoding?: "utf8" | "hex" | "base64" | "base64url";
      readonly bareEncoding?: "utf8" | "base64";
      readonly normalize?: "NFKD";
      readonly suffix?: string;
      readonly refuse?: readonly string[];
    };
    readonly key?: "raw-hex" | "raw-base64" | "spki";
    readonly strip?: string;
    readonly signature?: "der" | "raw";
  };
  readonly covers: {
    readonly body: boolean;
    readonly url: boolean;
    readonly method: boolean;
    readonly fields: readonly string[];
  };
  readonly looksInside: false | "json" | "form";
  readonly credential: {
    readonly option: "secret" | "publicKey" | "basic" | "none";
    readonly name: string;
    readonly env: string;
    readonly where: string;
  };
  readonly options: Readonly<Record<string, "text" | "list" | "function">>;
  readonly toleranceSeconds?: number;
  readonly timestampAfter?: { readonly at: Place; readonly form: string };
  readonly eventId: readonly (Place & { readonly signed: boolean })[];
  readonly eventType: readonly (Place & { readonly signed: boolean })[];
  readonly keyAlso: readonly Place[];
  readonly payload: string | { readonly jsonIn: string; readonly orJson?: boolean };
  readonly items?: { readonly at: string; readonly id?: string | readonly string[]; readonly type?: string };
  readonly maxBodyBytes: number;
  readonly readsAnswer: boolean;
  readonly success?: { readonly text: string };
  readonly deadlineSeconds?: number;
  readonly retries?: "none" | { readonly windowSeconds: number };
  readonly handshakes?: readonly object[];
}

export declare const SCHEMA: string;
export declare function sourceText(source: Place | undefined): string | undefined;
export declare function optionsOf(scheme: AnyProvider["scheme"]): ProviderRecord["options"];
export declare function recordOf(provider: AnyProvider, exportName: string): ProviderRecord;
export declare function catalogueOf(records: readonly ProviderRecord[]): {
  readonly $schema: string;
  readonly version: string;
  readonly providers: readonly ProviderRecord[];
};
