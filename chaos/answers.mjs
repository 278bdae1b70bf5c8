// Which bytes on the way to an engine are the end of a run: the request whose answer the proxy drops.

/** A script of Redis is told its operation at the beginning of an argument. */
const redis = () => (chunk) => chunk.includes("\r\ncomplete ");

/** One key's, or that of many. */
const isCompletion = (sql) => /^(UPDATE|WITH)\b.*\bSET state = 2\b/s.test(sql);

/**
 * PostgreSQL: COMMIT in a simple query, or a prepared UPDATE that completes. After the start of a connection a message is a letter and
 * its length, which counts itself.
 */
function postgres() {
  const completing = new Set();
  let rest = Buffer.alloc(0);
  let started = false;
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    let found = false;
    for (;;) {
      const head = started ? 1 : 0;
      if (rest.length < head + 4) return found;
      const end = head + rest.readInt32BE(head);
      if (rest.length < end) return found;
      const type = started ? String.fromCharCode(rest[0]) : "";
      const [first = "", second = ""] = rest.toString("latin1", head + 4, end).split("\0");
      if (type === "Q" && /\bCOMMIT\b/i.test(first)) found = true;
      // Parse: the statement's name, its text. Bind: the portal's name, the statement's.
      if (type === "P" && isCompletion(second)) completing.add(first);
      if (type === "P" && !isCompletion(second)) completing.delete(first);
      if (type === "B" && completing.has(second)) found = true;
      started = true;
      rest = rest.subarray(end);
    }
  };
}

/** @type {Record<string, () => (chunk: Buffer) => boolean>} for each engine, what makes a recogniser for one connection */
export const RECOGNISERS = { redis, postgres };

/** Drops as many answers as were asked for. */
export function createDropper(engine) {
  let armed = 0;
  let dropped = 0;
  return {
    arm() {
      armed++;
    },
    dropped: () => dropped,
    watch() {
      const ends = RECOGNISERS[engine]();
      return {
        fromClient(chunk) {
          if (!ends(chunk) || !armed) return false;
          armed--;
          dropped++;
          return true;
        },
      };
    },
  };
}
