import { isAccepted } from "../../deliver.js";
import type { JudgedProbe } from "../types.js";
import { changed } from "./headers.js";
import { noHeader } from "./limits.js";

/** Requests that are judged by more than one answer. */
export const HEADER_TRIALS: readonly JudgedProbe[] = [
  {
    id: "many-signatures",
    title: "a hundred signatures in one header",
    unless: noHeader,
    async judge(kit) {
      const many = await changed(kit, (header, signature) => {
        const wrong = signature.replace(/^./, (first) => (first === "0" ? "1" : "0"));
        return Array.from({ length: Math.min(100, Math.floor(7000 / header.length)) }, () =>
          header.replaceAll(signature, wrong),
        ).join(",");
      });
      const answer = await kit.send("many-signatures", many, true);
      if (isAccepted(answer)) {
        const says = "A header with a hundred wrong signatures was accepted.";
        return {
          section: "dangerous",
          says,
          remedy: "One of them passed for the right one: refuse a header that cannot be read.",
        };
      }
      if (answer.ms < 1000)
        return { section: "right", says: "A header with a hundred wrong signatures is refused at once." };
      const says = `A header with a hundred wrong signatures took ${Math.round(answer.ms)} ms.`;
      return {
        section: "mend",
        says,
        remedy: "Compute the signature once, compare it with each, and refuse more than 16.",
      };
    },
  },
  {
    id: "two-headers",
    title: "two signature headers",
    unless: noHeader,
    async judge(kit) {
      const [name = ""] = kit.headers;
      const answers = [];
      for (const first of [true, false]) {
        const request = kit.request(await kit.sign());
        const junk = [name, "0"] as const;
        const headers = first ? [junk, ...request.headers] : [...request.headers, junk];
        answers.push(await kit.send("two-headers", { ...request, headers }, false));
      }
      if (!answers.some(isAccepted))
        return { section: "right", says: "A signature header that comes twice is refused." };
      return {
        section: "mend",
        says: "A delivery with two signature headers was accepted.",
        remedy:
          "A proxy in front may judge the one and your code the other. Refuse a signature header that comes twice.",
      };
    },
  },
];
