import { webhook } from "hookonce/next";
import { endpoints, handle } from "../../../../shop.mjs";

export const POST = webhook(endpoints.github, handle);
