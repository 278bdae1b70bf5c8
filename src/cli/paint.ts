const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

/** Colours a text, or leaves it as it is. */
export type Painter = (colour: keyof typeof CODES, text: string) => string;

export const createPainter =
  (colour: boolean): Painter =>
  (name, text) => {
    const [on, off] = CODES[name];
    return colour ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  };

/** A text in lines of at most 80 characters, each behind an indent; the first behind one of its own. */
export function wrap(text: string, indent: string, first = indent, width = 80): string {
  const lines: string[] = [];
  let line = first;
  let bare = true;
  for (const word of text.split(/ +/)) {
    if (!bare && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else line += bare ? word : ` ${word}`;
    bare = false;
  }
  return [...lines, line].join("\n");
}
