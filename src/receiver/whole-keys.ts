import type { KeyWriter } from "./finished-log.js";
import { createKeyScratch } from "./key-scratch.js";

/**
 * Keys as they are, found by the rounds of HalfSipHash-1-3: nobody who does not know the seed can choose keys that get in each
 * other's way.
 */
export function wholeKeys([k0 = 0, k1 = 0]: Uint32Array): KeyWriter {
  const scratch = createKeyScratch();
  return (key) => {
    const length = scratch.write(key);
    const { words } = scratch;
    const end = (length + 11) >> 2;
    words[1] = length;
    let v0 = k0;
    let v1 = k1;
    let v2 = k0 ^ 0x6c796765;
    let v3 = k1 ^ 0x74656462;
    for (let i = 1; i < end + 3; i++) {
      const word = i < end ? (words[i] as number) : 0;
      if (i === end) v2 ^= 255;
      v3 ^= word;
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
      v0 ^= word;
    }
    words[0] = v1 ^ v3 || 1;
    return words;
  };
}
