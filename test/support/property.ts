import fc from "fast-check";

/** Set FC_SEED to look at other cases, or to see a failure of another run again. */
const seed = Number(process.env.FC_SEED ?? 20_261_124);

/** For names of suites, so that the seed of each run is printed. */
export const seeded = `(FC_SEED=${seed})`;

export const check = <T>(property: fc.IAsyncProperty<T>, numRuns = 200): Promise<void> =>
  fc.assert(property, { seed, numRuns });

/** Any text: words of the header grammars, ASCII, and everything else, so that parsers are led on before they are let down. */
export const anyText = (...words: string[]) =>
  fc
    .array(
      fc.oneof(
        {
          weight: 4,
          arbitrary: fc.constantFrom(...words, ",", " ", "=", ";", ".", "v1=", "t=", "1700000000", "a1".repeat(32)),
        },
        { weight: 1, arbitrary: fc.string() },
        { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join(""));

export const anyBytes = (maxLength = 200) =>
  fc.oneof(
    fc.uint8Array({ maxLength }),
    fc
      .constantFrom("", "\ufeff{}", "$& $$ $1 $` $'", "{}", '{"id":"evt_1"}', "a=%FF&b=%20", "payload=%7B%7D")
      .map((text) => new TextEncoder().encode(text)),
    fc.constant(new Uint8Array([0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80])),
  );
