import { randomWords } from "../crypto/random.js";

/**
 * Gives a key as words: a hash that is not 0, the number of bytes that follow, and these bytes. Keys whose words are the same
 * are taken for the same. The words are good until the next call.
 */
export type KeyWriter = (key: string) => Int32Array;

/** Records one after the other, none across two pages: fence and expiry, a unit of 8 bytes each, then the words of the key. */
export interface Page {
  readonly units: Float64Array;
  readonly words: Int32Array;
  used: number;
  /** The record that was looked for. */
  at: number;
}

/** Where records are, by hash: open addressing. What was dropped stays until the shard is built anew. */
interface Shard {
  readonly hashes: Int32Array;
  readonly positions: Float64Array;
  used: number;
}

/** Where the expiry lies in a record, and where the key does. */
export const EXPIRY = 1;
const KEY = 2;

/** Units of a page. */
const PAGE = 8192;

/**
 * Finished events, in the order in which they came, as numbers: however many they are, a garbage collector has nothing to
 * walk. The page of the oldest is given back as a whole, and a shard is small enough to be built anew while somebody waits.
 */
export function createFinishedLog(writer: (seed: Uint32Array) => KeyWriter) {
  const pages: Page[] = [];
  const shards: Shard[] = [];
  const none: Shard = { hashes: new Int32Array(1), positions: new Float64Array(1), used: 1 };
  let write: KeyWriter | undefined;
  // A store that is full makes nothing new: it goes on with what it has just given back.
  let sparePage: Page | undefined;
  const spareShards: Record<number, Shard | undefined> = {};
  let count = 0;
  /** The number of `pages[0]`. A position is the number of a page times PAGE, and a unit; 0 is none. */
  let first = 1;
  let oldest = PAGE;

  function read(key: string): Int32Array {
    // Not before: some runtimes have nothing random until the first request.
    write ??= writer(randomWords(4));
    return write(key);
  }
  const shardOf = (hash: number) => shards[hash >>> 24] ?? none;
  const pageOf = (position: number) => pages[Math.floor(position / PAGE) - first] as Page;
  const endOf = (words: Int32Array, at: number) => 2 + (((words[at + 1] as number) + 3) >> 2);
  const unitsOf = (words: Int32Array, at: number) => KEY + ((endOf(words, at) + 1) >> 1);

  function put({ hashes, positions }: Shard, hash: number, position: number): void {
    const mask = hashes.length - 1;
    let place = hash & mask;
    while (hashes[place]) place = (place + 1) & mask;
    hashes[place] = hash;
    positions[place] = position;
  }

  function rebuilt(old: Shard): Shard {
    const { hashes, positions } = old;
    const lives = (i: number) => hashes[i] && (positions[i] as number) >= oldest;
    let used = 0;
    for (let i = 0; i < hashes.length; i++) if (lives(i)) used++;
    let size = hashes.length > 12 * used ? 16 : hashes.length;
    while (size < 2.6 * used) size *= 2;
    const shard = spareShards[size] ?? { hashes: new Int32Array(size), positions: new Float64Array(size), used };
    shard.hashes.fill(0);
    shard.used = used;
    for (let i = 0; i < hashes.length; i++) if (lives(i)) put(shard, hashes[i] as number, positions[i] as number);
    spareShards[size] = undefined;
    spareShards[hashes.length] = old;
    return shard;
  }

  /** A page with room at its end. */
  function pageFor(units: number): Page {
    const last = pages.at(-1);
    if (last && last.used + units <= PAGE) return last;
    if (!count) {
      first += pages.length;
      oldest = first * PAGE;
      pages.length = 0;
    }
    let page = units > PAGE ? undefined : sparePage;
    if (page) {
      sparePage = undefined;
      page.used = 0;
    } else {
      const room = new Float64Array(Math.max(units, PAGE));
      page = { units: room, words: new Int32Array(room.buffer), used: 0, at: 0 };
    }
    pages.push(page);
    return page;
  }

  return {
    read,
    count: () => count,
    /** When the oldest expires; never, when there is none. */
    oldestExpiry: () => (count ? (pageOf(oldest).units[(oldest % PAGE) + EXPIRY] as number) : Number.POSITIVE_INFINITY),
    dropOldest(): void {
      const page = pageOf(oldest);
      oldest += unitsOf(page.words, 2 * ((oldest % PAGE) + KEY));
      count--;
      if (pages.length < 2 || oldest - first * PAGE < page.used) return;
      pages.shift();
      oldest = ++first * PAGE;
      if (page.units.length === PAGE) sparePage = page;
    },
    add(words: Int32Array, fence: number, expiry: number): void {
      const hash = words[0] as number;
      const size = unitsOf(words, 0);
      const page = pageFor(size);
      const at = page.used;
      let shard = shardOf(hash);
      // Each at another time, so that they are not all built anew at once.
      if (shard.used >= shard.hashes.length * (0.5 + (hash >>> 24) / 1024))
        shard = shards[hash >>> 24] = rebuilt(shard);
      put(shard, hash, (first + pages.length - 1) * PAGE + at);
      shard.used++;
      count++;
      page.used += size;
      page.units[at] = fence;
      page.units[at + EXPIRY] = expiry;
      for (let i = endOf(words, 0); i--; ) page.words[2 * (at + KEY) + i] = words[i] as number;
    },
    find(words: Int32Array): Page | undefined {
      const hash = words[0] as number;
      const { hashes, positions } = shardOf(hash);
      const mask = hashes.length - 1;
      for (let place = hash & mask; hashes[place]; place = (place + 1) & mask) {
        const position = positions[place] as number;
        if (hashes[place] !== hash || position < oldest) continue;
        const page = pageOf(position);
        page.at = position % PAGE;
        let i = endOf(words, 0);
        while (i-- && page.words[2 * (page.at + KEY) + i] === words[i]);
        if (i < 0) return page;
      }
      return undefined;
    },
    /** Takes away what was found. Its room is given back in its turn. */
    remove({ words, at }: Page): void {
      words[2 * (at + KEY)] = 0;
    },
  };
}
