import { createPainter, type Painter } from "./paint.js";

const HIDDEN = "[secret]";

/** Texts shorter than this are not looked for in what is printed: they would be found everywhere. */
const SHORTEST = 4;

/** What the command reads and writes. Nothing that was given to {@link Io.hide} comes out of it. */
export class Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether somebody can be asked. */
  readonly canAsk: boolean;
  /** Whether a line on stderr can be written over. */
  readonly canOverwrite: boolean;
  readonly paint: Painter;
  readonly #out: (text: string) => unknown;
  readonly #err: (text: string) => unknown;
  #secrets: string[] = [];
  readonly #verbatim = new Set<string>();

  constructor(options: {
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly canAsk: boolean;
    readonly canOverwrite: boolean;
    readonly colour: boolean;
    readonly out: (text: string) => unknown;
    readonly err: (text: string) => unknown;
  }) {
    this.env = options.env;
    this.canAsk = options.canAsk;
    this.canOverwrite = options.canOverwrite;
    this.paint = createPainter(options.colour);
    this.#out = options.out;
    this.#err = options.err;
  }

  /** Keeps a secret out of everything that is printed, in the spellings in which it can come. */
  hide(secret: string): void {
    const spellings = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
    const bytes = Buffer.from(secret);
    for (const encoding of ["base64", "base64url", "hex"] as const) spellings.push(bytes.toString(encoding));
    this.#verbatim.add(secret);
    this.#secrets.push(...spellings.filter((text) => text.length >= SHORTEST));
    this.#secrets = [...new Set(this.#secrets)].sort((one, other) => other.length - one.length);
  }

  /** A text without secrets. */
  clean(text: string): string {
    return this.#secrets.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text);
  }

  /** A text in which something stands for each secret that is spelt out. */
  replace(text: string, instead: string): string {
    return [...this.#verbatim].reduce((rest, secret) => rest.replaceAll(secret, instead), text);
  }

  /** Writes a line to stdout. */
  out(text = ""): void {
    this.#out(`${this.clean(text)}\n`);
  }

  /** Writes a text to stdout as it is, without a line end. */
  write(text: string): void {
    this.#out(this.clean(text));
  }

  /** Writes a line to stderr: progress, notes, what went wrong. */
  err(text = ""): void {
    this.#err(`${this.clean(text)}\n`);
  }

  /** Writes over the last line of stderr, where that is a terminal. */
  progress(text: string): void {
    if (this.canOverwrite) this.#err(`\r\u001b[2K${this.clean(text)}`);
  }

  /** The one document of `--json`. Its names stay as they are: only values can hold a secret. */
  json(value: unknown): void {
    const cleaned = JSON.stringify(value, (_name, one) => (typeof one === "string" ? this.clean(one) : one), 2);
    this.#out(`${cleaned}\n`);
  }
}

/** The terminal, or whatever stands in its place. */
export function processIo(): Io {
  const { env, stdin, stdout, stderr } = process;
  // Whoever reads may stop: `hookonce providers | head`.
  stdout.on("error", () => process.exit(0));
  const plain = env.NO_COLOR !== undefined && env.NO_COLOR !== "";
  return new Io({
    env,
    canAsk: Boolean(stdin.isTTY && stderr.isTTY),
    canOverwrite: Boolean(stderr.isTTY) && env.TERM !== "dumb",
    colour: Boolean(stdout.isTTY) && !plain && env.TERM !== "dumb",
    out: (text) => stdout.write(text),
    err: (text) => stderr.write(text),
  });
}

/** Text from outside for a terminal: control characters could move its cursor. */
export const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is taken out.
  text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "\u{fffd}");
