import { createHash, hash } from "node:crypto";
import { finish, stateOf } from "./sha256-block.mjs";

const BLOCK = 64;
const scratch = Buffer.allocUnsafeSlow(32 * 1024);

function keyBlock(secret, pad) {
  const bytes = Buffer.from(secret);
  const block = Buffer.alloc(BLOCK);
  block.set(bytes.length > BLOCK ? createHash("sha256").update(bytes).digest() : bytes);
  return block.map((byte) => byte ^ pad);
}

/** Puts the inner block, what stands before the body, and the body behind each other, so that one call hashes them. */
function lay(inner, prefix, body) {
  scratch.set(inner);
  const end = BLOCK + scratch.latin1Write(prefix, BLOCK);
  scratch.set(body, end);
  return scratch.subarray(0, end + body.length);
}

const digit = (code) => (code < 58 ? code - 48 : code - 87);

/** The timestamp and the place of the signature in `t=…,v1=…`, as both forms read it. */
function read(headers) {
  const header = headers["stripe-signature"];
  const comma = header.indexOf(",");
  const time = header.slice(2, comma);
  if (!(Math.abs(Date.now() / 1000 - Number(time)) <= 300)) throw new Error("stale");
  return { header, time, at: comma + 4 };
}

/** Both hashes by native code, in one call each: what the library does. */
export function nativeForm(secret) {
  const inner = keyBlock(secret, 0x36);
  const outer = Buffer.alloc(BLOCK + 32);
  outer.set(keyBlock(secret, 0x5c));
  return (headers, body) => {
    const { header, time, at } = read(headers);
    outer.latin1Write(hash("sha256", lay(inner, `${time}.`, body), "latin1"), BLOCK);
    const expected = hash("sha256", outer, "latin1");
    let difference = 0;
    for (let i = 0; i < 32; i++) {
      const byte = (digit(header.charCodeAt(at + 2 * i)) << 4) | digit(header.charCodeAt(at + 2 * i + 1));
      difference |= byte ^ expected.charCodeAt(i);
    }
    if (difference) throw new Error("forged");
    return true;
  };
}

/** The inner hash by native code, the outer block in JavaScript from a state that was computed once. */
export function scriptForm(secret) {
  const inner = keyBlock(secret, 0x36);
  const state = stateOf(keyBlock(secret, 0x5c));
  const expected = new Int32Array(8);
  return (headers, body) => {
    const { header, time, at } = read(headers);
    finish(state, hash("sha256", lay(inner, `${time}.`, body), "latin1"), expected);
    let difference = 0;
    for (let i = 0; i < 8; i++) {
      let word = 0;
      for (let j = at + 8 * i; j < at + 8 * i + 8; j++) word = (word << 4) | digit(header.charCodeAt(j));
      difference |= word ^ expected[i];
    }
    if (difference) throw new Error("forged");
    return true;
  };
}
