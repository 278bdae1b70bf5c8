export function expected(base?: string): Promise<string>;
export function read(base?: string): string;
