/** Room for one key after the other. */
export interface KeyScratch {
  /** From the third on the bytes of the key that was written last; the two before are for whoever asked. */
  readonly words: Int32Array;
  /** Writes a key, and gives the number of its bytes. After them come eight that are 0. */
  write(key: string): number;
}

/** Different keys are different bytes: ASCII as it is, the rest as JSON, which keeps the halves of surrogate pairs apart. */
export function createKeyScratch(): KeyScratch {
  const encoder = new TextEncoder();
  let room = 0;
  let bytes: Uint8Array;
  const scratch = {
    words: new Int32Array(),
    write(key: string) {
      // A character of JSON is at most six bytes.
      if (6 * key.length + 16 > room) {
        room = 8 * key.length + 512;
        scratch.words = new Int32Array(room / 4 + 2);
        bytes = new Uint8Array(scratch.words.buffer, 8);
      }
      let { written } = encoder.encodeInto(key, bytes);
      // JSON begins with a quotation mark.
      if (written !== key.length || key[0] === '"') ({ written } = encoder.encodeInto(JSON.stringify(key), bytes));
      bytes.fill(0, written, written + 8);
      return written;
    },
  };
  return scratch;
}
