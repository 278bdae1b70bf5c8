import { shop } from "../../../shop.mjs";

export const dynamic = "force-dynamic";
export const GET = () => Response.json(shop);
