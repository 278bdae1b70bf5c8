export declare const MODEL_STORE: object;
export declare const BROKEN_STORES: Readonly<Record<string, object>>;
