/** Random words, from the generator that every runtime has. */
export const randomWords = (count: number): Uint32Array => crypto.getRandomValues(new Uint32Array(count));
