// What was started is stopped, also when the run fails or is interrupted.

/** @type {(() => unknown)[]} */
const pending = [];

/**
 * Keeps what undoes something until it is called, or until {@link cleanUp}.
 * @param {() => unknown} undo
 * @returns {() => Promise<void>} undoes it now
 */
export function defer(undo) {
  pending.push(undo);
  return async () => {
    const i = pending.indexOf(undo);
    if (i < 0) return;
    pending.splice(i, 1);
    await undo();
  };
}

/** Undoes all of it, last first. */
export async function cleanUp() {
  for (let undo = pending.pop(); undo; undo = pending.pop()) {
    try {
      await undo();
    } catch (error) {
      console.error(error);
    }
  }
}

/** Cleans up when the run is interrupted. */
export function cleanUpOnSignals() {
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ]) {
    process.once(signal, () => cleanUp().then(() => process.exit(code)));
  }
}
