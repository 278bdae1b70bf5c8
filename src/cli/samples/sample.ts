/** A short payload in the form in which a provider sends it. */
export interface Sample {
  /** The event that is sent when none is named. */
  readonly event: string;
  /** Further events that have a payload of their own. */
  readonly events: readonly string[];
  /**
   * The payload, without what tells the event apart: id and type are put in where the provider has them.
   * @param unique a text that no other event has
   */
  payload(event: string, now: Date, unique: string): unknown;
  /** The id of the event, where it is put in; absent where the payload has one of its own, or the provider has none. */
  id?(unique: string): string;
  /** Whether the type is put in; otherwise it stands in the payload, or nowhere. */
  readonly putsType: boolean;
  /** Headers that come with it. */
  headers?(event: string, unique: string): Readonly<Record<string, string>>;
}

export const seconds = (date: Date): number => Math.floor(date.getTime() / 1000);

/** 40 hexadecimal digits that hang on a text, as a commit has. */
export const commitOf = (unique: string): string => Buffer.from(unique.padEnd(20, "0")).toString("hex").slice(0, 40);
