export function race<Name extends string>(
  candidates: Record<Name, () => unknown>,
  options?: { rounds?: number; perRound?: number; roundMs?: number },
): Promise<Record<Name, number[]>>;
