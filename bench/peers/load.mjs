/** A peer, from the packages that are installed in this folder. */
export const load = (name) => import(name);
