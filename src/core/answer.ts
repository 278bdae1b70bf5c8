/** What goes back to the provider, before any framework. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | Uint8Array | undefined;
}

/** `nosniff`, so that an echoed value never becomes HTML. */
export const TEXT = { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" };

export const text = (status: number, body: string, headers?: Record<string, string>): Answer => ({
  status,
  headers: { ...TEXT, ...headers },
  body,
});

/** Whether the work was done. */
export const isSuccess = ({ status }: Answer): boolean => status > 199 && status < 300;
