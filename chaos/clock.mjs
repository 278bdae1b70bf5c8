/** Milliseconds that all processes of this machine share, whatever is done to their `Date`. */
export const now = () => Number(process.hrtime.bigint()) / 1e6;
