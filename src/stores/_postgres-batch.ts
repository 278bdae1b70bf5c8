import { type Call, coalesce } from "./_coalesce.js";
import { mayBeOfOne, type Row, type Statement } from "./_postgres-statement.js";

/** A call with its values. */
export interface Asked extends Call {
  readonly fence: number;
  readonly lease: number;
  readonly retain: number;
}

/** The same statement for one key and for many. */
export interface Statements {
  readonly one: string;
  readonly all: string;
}

/** Keys as a receiver makes them: none needs quoting or is too long for the index. Others are asked for by themselves. */
const PLAIN = /^[\w:~-]{1,500}$/;

/** One commits while the next gathers. More at once were no faster, and take connections from handlers. */
const BOUNDS = { atOnce: 2, most: 128, patienceMs: 20 };

const list = (values: readonly number[]) => `{${values}}`;

/** Asks for one row. Where the client is `pooled`, calls that wait go in one statement. */
export function asker(
  run: (statement: Statement) => Promise<readonly Row[]>,
  { one, all }: Statements,
  pooled: boolean | undefined,
): (call: Asked) => Promise<Row | undefined> {
  const alone = async ({ key, fence, lease, retain }: Asked) =>
    (await run({ text: one, values: { key, fence, lease, retain } }))[0];
  if (!pooled) return alone;

  async function together(batch: readonly Asked[]): Promise<(Row | undefined)[]> {
    const values = {
      keys: `{"${batch.map(({ key }) => key).join('","')}"}`,
      fences: list(batch.map(({ fence }) => fence)),
      leases: list(batch.map(({ lease }) => lease)),
      retains: list(batch.map(({ retain }) => retain)),
    };
    const rows = new Map((await run({ text: all, values })).map((row) => [row.key, row]));
    return batch.map(({ key }) => rows.get(key));
  }

  const send = {
    one: alone,
    async many(batch: readonly Asked[]) {
      try {
        return await together(batch);
      } catch (error) {
        if (!mayBeOfOne(error)) throw error;
        return batch.map(alone);
      }
    },
  };
  const coalesced = coalesce<Asked, Row | undefined>(send, BOUNDS);
  return (call) => (PLAIN.test(call.key) ? coalesced(call) : alone(call));
}
