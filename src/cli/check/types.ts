import type { Answer, Outgoing } from "../http.js";
import type { Kit } from "./kit.js";

/** Where a finding stands on the report card. */
export type Section = "dangerous" | "mend" | "right" | "untold";

/** What a probe showed, in the words of a person. */
export interface Verdict {
  readonly section: Section;
  readonly says: string;
  /** What to do. */
  readonly remedy?: string | undefined;
}

/** A verdict on the report card. */
export interface Finding extends Verdict {
  readonly probe: string;
  readonly title: string;
}

interface Common {
  readonly id: string;
  /** What is sent: "a forged body". */
  readonly title: string;
  /** Why it cannot be sent to this endpoint, or says nothing there. */
  unless?(kit: Kit): string | false | undefined;
}

/** A probe whose answer is judged by itself: accepted (2xx) or refused. */
export interface PlainProbe extends Common {
  readonly expect: "accepted" | "refused";
  /** What is said when the answer is as it should be. */
  readonly right: string;
  /** How bad the other answer is. */
  readonly level: "dangerous" | "mend";
  readonly wrong: string;
  readonly remedy: string;
  make(kit: Kit): Promise<Outgoing>;
}

/** A probe that sends several requests, or looks at more than one answer. */
export interface JudgedProbe extends Common {
  judge(kit: Kit): Promise<Verdict>;
}

export type Probe = PlainProbe | JudgedProbe;

/** One request and its answer, as they are looked at in the end. */
export interface Seen {
  readonly probe: string;
  /** Whether it is one that no endpoint may accept. */
  readonly forgery: boolean;
  readonly answer: Answer;
}

/** What `check` found. */
export interface Report {
  readonly url: string;
  readonly provider: string;
  readonly providerName: string;
  /** `stopped`: the genuine delivery was not accepted, so that nothing else can be judged. */
  readonly verdict: "dangerous" | "mend" | "right" | "stopped";
  readonly findings: readonly Finding[];
  readonly probes: number;
  readonly requests: number;
  readonly seconds: number;
}
