/** Whether two types are the same, `any` and `unknown` told apart. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles when the value has just this type: neither a narrower one, nor a wider one, nor `any`. */
export declare function exact<Want>(): <Got>(value: Got, ...wrong: Equal<Want, Got> extends true ? [] : [Want]) => void;

declare const anything: any;
declare const text: string;
exact<string>()(text);
// @ts-expect-error any is not just string
exact<string>()(anything);
// @ts-expect-error string is not just unknown
exact<unknown>()(text);
// @ts-expect-error string is not just "a"
exact<"a">()(text);
