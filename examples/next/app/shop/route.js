import { shop } from "../../shop.js";

export const dynamic = "force-dynamic";
export const GET = () => Response.json(shop);
