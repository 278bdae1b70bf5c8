/** The least and the most that a figure may be. Without either it is for information. */
export interface Goal {
  readonly most?: number | undefined;
  readonly least?: number | undefined;
}

interface Common extends Goal {
  /** The row of the table of aims. */
  readonly aim?: number | undefined;
  readonly what: string;
  readonly unit: string;
  /** Whether the goal holds; undefined without a goal. */
  readonly met?: boolean | undefined;
}

interface Scale {
  readonly quiet: number;
  readonly median: number;
}

export interface RatioFigure extends Common {
  readonly kind: "ratio";
  readonly ratio: { readonly quiet: number; readonly median: number; readonly low: number; readonly high: number };
  readonly of: Scale;
  readonly to: Scale;
  readonly rounds: number;
}

export interface ValueFigure extends Common {
  readonly kind: "value";
  readonly value: number;
  readonly spread?: { readonly quiet: number; readonly low: number; readonly high: number } | undefined;
}

export type Figure = RatioFigure | ValueFigure;

type What = Pick<Common, "aim" | "what"> & Goal;

export interface Report {
  readonly figures: readonly Figure[];
  readonly notes: readonly string[];
  ratio(figure: What & { of: readonly number[]; to: readonly number[]; unit?: string }): void;
  value(figure: What & { value?: number; times?: readonly number[]; unit: string }): void;
  note(text: string): void;
}

export function createReport(): Report;
