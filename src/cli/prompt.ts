/** Asks on the terminal and reads a line that is not shown. Ctrl-C ends the command. */
export function askHidden(question: string): Promise<string> {
  const { stdin, stderr } = process;
  // First of all: what is typed right after the question must not be shown either.
  stdin.setRawMode(true);
  stdin.setEncoding("utf8");
  stdin.resume();
  stderr.write(question);
  return new Promise((resolve) => {
    let typed = "";
    const finish = (): void => {
      stdin.off("data", listen);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write("\n");
    };
    const listen = (text: string): void => {
      for (const character of text) {
        if (character === "\r" || character === "\n") {
          finish();
          resolve(typed);
          return;
        }
        if (character === "\u0003") {
          finish();
          process.exit(130);
        }
        if (character === "\u007f" || character === "\b") typed = [...typed].slice(0, -1).join("");
        else if (character >= " ") typed += character;
      }
    };
    stdin.on("data", listen);
  });
}

/** Waits until Enter is pressed. */
export const askEnter = async (question: string): Promise<void> => void (await askHidden(question));
