import type { Probe } from "../types.js";
import { BYTES } from "./bytes.js";
import { CONCURRENT } from "./concurrent.js";
import { FORGED } from "./forged.js";
import { GENUINE } from "./genuine.js";
import { HANDSHAKE } from "./handshake.js";
import { HEADER_TRIALS } from "./header-trials.js";
import { HEADERS } from "./headers.js";
import { ONCE } from "./once.js";
import { ALIVE, METHODS, ROBUST } from "./robust.js";
import { SIZES } from "./sizes.js";
import { TIME } from "./time.js";

/** Every probe, in the order in which they are sent. */
export const PROBES: readonly Probe[] = [
  ...FORGED,
  ...HEADERS,
  ...HEADER_TRIALS,
  ...TIME,
  ...BYTES,
  ...GENUINE,
  ...ONCE,
  ...CONCURRENT,
  ...METHODS,
  ...SIZES,
  ...ROBUST,
  HANDSHAKE,
  ALIVE,
];
