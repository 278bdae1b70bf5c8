const colour = process.env.FORCE_COLOR
  ? process.env.FORCE_COLOR !== "0"
  : process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code) => (text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
export const bold = paint(1);
export const dim = paint(2);
export const green = paint(32);
export const red = paint(31);
const yellow = paint(33);

const cell = (text, width) => String(text).slice(0, width).padEnd(width);
const byStatus = (status) => (status < 300 ? green : status < 500 ? yellow : red);

/** One delivery on one line of at most 80 columns. */
export const line = (what, event, status, outcome) =>
  console.log(
    `  ${cell(what, 26)} ${cell(event, 9)} ${byStatus(status)(cell(status, 4))} ${cell(outcome, 35).trimEnd()}`,
  );

export const heading = (text) => console.log(`\n${bold(text)}`);

/** Name and value, value and value. */
export const row = (name, value) => console.log(`  ${cell(name, 44)} ${value}`);
