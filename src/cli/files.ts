import { readFileSync, writeFileSync } from "node:fs";
import { Failure } from "./failure.js";

/** The bytes of a file, or of stdin for `-`. */
export async function readInput(path: string): Promise<Uint8Array> {
  if (path === "-") {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
    return new Uint8Array(Buffer.concat(chunks));
  }
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    throw new Failure(`${path} cannot be read (${(error as { code?: string }).code ?? "unknown"}).`);
  }
}

export function writeOutput(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new Failure(`${path} cannot be written (${(error as { code?: string }).code ?? "unknown"}).`);
  }
}
