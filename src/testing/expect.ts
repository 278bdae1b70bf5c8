/** What a failed check throws: what was expected, what came, and why it matters. */
const failure = (expected: string, actual: string, why: string) =>
  new Error(`Expected ${expected}, got ${actual}. ${why}`);

const show = (value: unknown) => (typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value)));

/** The value itself, by `Object.is`. */
export function is(actual: unknown, expected: unknown, why: string): void {
  if (!Object.is(actual, expected)) throw failure(show(expected), show(actual), why);
}

/** A fact, and how it is told what came instead: a value, or words. */
export function holds(fact: boolean, expected: string, actual: unknown, why: string): void {
  if (!fact) throw failure(expected, typeof actual === "string" ? actual : show(actual), why);
}

/** A number that is larger than another. */
export function above(actual: number, floor: number, why: string): void {
  holds(actual > floor, `more than ${floor}`, actual, why);
}
