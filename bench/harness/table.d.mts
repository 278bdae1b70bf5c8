import type { Figure } from "./report.mjs";

export function verdict(figure: Figure): string;
export function goal(figure: Figure): string;
export function measured(figure: Figure): [middle: string, quiet: string, spread: string, times: string];
export function markdown(rows: readonly (readonly string[])[]): string;
export function table(figures: readonly Figure[]): string;
export function summary(parts: readonly { readonly figures: readonly Figure[] }[]): string;
