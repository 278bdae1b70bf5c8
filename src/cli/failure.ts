/** How the command ends. */
export const EXIT = { fine: 0, found: 1, usage: 2 } as const;

/** The command was called in a wrong way: exit code 2. The message says what to do. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The command was right and could not be done: exit code 1. */
export class Failure extends Error {
  override readonly name = "Failure";
}
