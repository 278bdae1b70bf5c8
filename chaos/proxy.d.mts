export interface Watch {
  readonly fromClient?: (chunk: Buffer) => boolean | undefined;
  readonly fromServer?: (chunk: Buffer) => void;
}

export function startProxy(
  target: number | undefined,
  watch: () => Watch,
): Promise<{ port: number; close(): Promise<void> }>;
