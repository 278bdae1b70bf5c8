import type { KeyWriter } from "../receiver/finished-log.js";
import { createKeyScratch } from "../receiver/key-scratch.js";

/**
 * Keys as their SipHash-2-4-128 (Aumasson and Bernstein, 2012), in halves of 32 bits, because a number of JavaScript is no
 * 64-bit integer. What ends in `h` is the high half.
 */
export function fingerprints([k0 = 0, k0h = 0, k1 = 0, k1h = 0]: Uint32Array): KeyWriter {
  const scratch = createKeyScratch();
  const print = new Int32Array(6);
  print[1] = 16;
  return (key) => {
    const length = scratch.write(key);
    const { words } = scratch;
    const blocks = (length >> 3) + 1;
    const last = 2 * blocks + 1;
    words[last] = (words[last] as number) | (length << 24);
    let v0 = k0 ^ 0x70736575;
    let v0h = k0h ^ 0x736f6d65;
    let v1 = k1 ^ 0x6e646f6d ^ 0xee;
    let v1h = k1h ^ 0x646f7261;
    let v2 = k0 ^ 0x6e657261;
    let v2h = k0h ^ 0x6c796765;
    let v3 = k1 ^ 0x79746573;
    let v3h = k1h ^ 0x74656462;
    let low = 0;
    const fed = 2 * blocks;
    for (let round = 0; round < fed + 8; round++) {
      const at = 2 + (round & ~1);
      if (round < fed && !(round & 1)) {
        v3 ^= words[at] as number;
        v3h ^= words[at + 1] as number;
      }
      if (round === fed) v2 ^= 0xee;
      if (round === fed + 4) {
        print[2] = v0 ^ v1 ^ v2 ^ v3;
        print[3] = v0h ^ v1h ^ v2h ^ v3h;
        v1 ^= 0xdd;
      }
      v0 = (v0 + v1) | 0;
      v0h = (v0h + v1h + (v0 >>> 0 < v1 >>> 0 ? 1 : 0)) | 0;
      low = ((v1 << 13) | (v1h >>> 19)) ^ v0;
      v1h = ((v1h << 13) | (v1 >>> 19)) ^ v0h;
      v1 = low;
      low = v0h;
      v0h = v0;
      v0 = low;
      v2 = (v2 + v3) | 0;
      v2h = (v2h + v3h + (v2 >>> 0 < v3 >>> 0 ? 1 : 0)) | 0;
      low = ((v3 << 16) | (v3h >>> 16)) ^ v2;
      v3h = ((v3h << 16) | (v3 >>> 16)) ^ v2h;
      v3 = low;
      v0 = (v0 + v3) | 0;
      v0h = (v0h + v3h + (v0 >>> 0 < v3 >>> 0 ? 1 : 0)) | 0;
      low = ((v3 << 21) | (v3h >>> 11)) ^ v0;
      v3h = ((v3h << 21) | (v3 >>> 11)) ^ v0h;
      v3 = low;
      v2 = (v2 + v1) | 0;
      v2h = (v2h + v1h + (v2 >>> 0 < v1 >>> 0 ? 1 : 0)) | 0;
      low = ((v1 << 17) | (v1h >>> 15)) ^ v2;
      v1h = ((v1h << 17) | (v1 >>> 15)) ^ v2h;
      v1 = low;
      low = v2h;
      v2h = v2;
      v2 = low;
      if (round < fed && round & 1) {
        v0 ^= words[at] as number;
        v0h ^= words[at + 1] as number;
      }
    }
    print[4] = v0 ^ v1 ^ v2 ^ v3;
    print[5] = v0h ^ v1h ^ v2h ^ v3h;
    print[0] = (print[2] as number) || 1;
    return print;
  };
}
