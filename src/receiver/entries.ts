interface Link {
  previous: Link;
  next: Link;
}

/** A run, or what is left of one whose handler failed. */
export interface Entry extends Link {
  readonly key: string;
  readonly hash: number;
  /** The next one in the same bucket. */
  beside: Entry | undefined;
  released: boolean;
  readonly fence: number;
  readonly attempt: number;
  leaseUntil: number;
  expiresAt: number;
}

/**
 * Entries in the order in which they came, as a ring that begins at itself. The order of a Map would not do: its first key
 * costs a walk over what was deleted, and an iterator that waits there keeps every table that the map has outgrown.
 */
export type Ring = Link;

function ring(): Ring {
  const link = {} as Link;
  link.previous = link.next = link;
  return link;
}

function unlink({ previous, next }: Link): void {
  previous.next = next;
  next.previous = previous;
}

function append(end: Ring, link: Link): void {
  link.previous = end.previous;
  link.next = end;
  end.previous.next = end.previous = link;
}

/** Entries by their key, in two rings. */
export function createEntries() {
  const running = ring();
  const released = ring();
  // Not a Map: one whose entries come and go leaves a trail of outgrown tables, each of which keeps the next one alive.
  let buckets: (Entry | undefined)[] = Array(64).fill(undefined);
  let size = 0;

  const bucketOf = (hash: number) => hash & (buckets.length - 1);

  function put(entry: Entry): void {
    const bucket = bucketOf(entry.hash);
    entry.beside = buckets[bucket];
    buckets[bucket] = entry;
  }

  return {
    running,
    released,
    size: () => size,
    /** The first of a ring. */
    first: (end: Ring) => (end.next === end ? undefined : (end.next as Entry)),
    find(key: string, hash: number): Entry | undefined {
      let entry = buckets[bucketOf(hash)];
      while (entry && (entry.hash !== hash || entry.key !== key)) entry = entry.beside;
      return entry;
    },
    /** As the last one of those that run. */
    add(key: string, hash: number, fence: number, attempt: number, leaseUntil: number, expiresAt: number): void {
      // With its links from the beginning: those that come later lie beside it.
      const entry: Entry = {
        previous: running,
        next: running,
        beside: undefined,
        key,
        hash,
        released: false,
        fence,
        attempt,
        leaseUntil,
        expiresAt,
      };
      append(running, entry);
      put(entry);
      if (++size <= buckets.length) return;
      buckets = Array(2 * buckets.length).fill(undefined);
      for (const end of [running, released]) {
        for (let link = end.next; link !== end; link = link.next) put(link as Entry);
      }
    },
    toEnd(end: Ring, entry: Entry): void {
      unlink(entry);
      append(end, entry);
    },
    drop(entry: Entry): void {
      unlink(entry);
      size--;
      const bucket = bucketOf(entry.hash);
      let before = buckets[bucket];
      if (before === entry) buckets[bucket] = entry.beside;
      while (before && before.beside !== entry) before = before.beside;
      if (before) before.beside = entry.beside;
    },
  };
}
