// SHA-256's compression in plain JavaScript (FIPS 180-4 §6.2.2), for the outer block of an HMAC. For the benchmark only: the
// library hashes with native code, see docs/decisions/outer-block.md.

/** The first 32 bits of the fractional parts of roots of the first primes, as FIPS 180-4 §4.2.2 and §5.3.3 define them. */
function constants() {
  const primes = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime)) primes.push(n);
  const fraction = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
  return {
    k: Int32Array.from(primes, (n) => fraction(Math.cbrt(n))),
    start: Int32Array.from(primes.slice(0, 8), (n) => fraction(Math.sqrt(n))),
  };
}

const { k: K, start: START } = constants();
const W = new Int32Array(64);

/** `out` = the state after one block, whose 16 words lie in `W`. */
function compress(state, out) {
  for (let i = 16; i < 64; i++) {
    const x = W[i - 15];
    const y = W[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    W[i] = (W[i - 16] + s0 + W[i - 7] + s1) | 0;
  }
  let a = state[0] | 0;
  let b = state[1] | 0;
  let c = state[2] | 0;
  let d = state[3] | 0;
  let e = state[4] | 0;
  let f = state[5] | 0;
  let g = state[6] | 0;
  let h = state[7] | 0;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  out[0] = (state[0] + a) | 0;
  out[1] = (state[1] + b) | 0;
  out[2] = (state[2] + c) | 0;
  out[3] = (state[3] + d) | 0;
  out[4] = (state[4] + e) | 0;
  out[5] = (state[5] + f) | 0;
  out[6] = (state[6] + g) | 0;
  out[7] = (state[7] + h) | 0;
}

/** The state after a key's block of 64 bytes. */
export function stateOf(block) {
  for (let i = 0; i < 16; i++) W[i] = block.readInt32BE(i * 4);
  const state = new Int32Array(8);
  compress(START, state);
  return state;
}

/** The outer hash: the inner digest, as 32 latin1 characters, behind a key's block. */
export function finish(state, inner, out) {
  for (let i = 0; i < 8; i++) {
    const at = i * 4;
    W[i] =
      (inner.charCodeAt(at) << 24) |
      (inner.charCodeAt(at + 1) << 16) |
      (inner.charCodeAt(at + 2) << 8) |
      inner.charCodeAt(at + 3);
  }
  W[8] = 0x80000000;
  W.fill(0, 9, 15);
  W[15] = (64 + 32) * 8;
  compress(state, out);
}
