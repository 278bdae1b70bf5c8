// Second versions of frameworks have the types of the first; a parser of Koa has none.
declare module "express4" {
  import express from "express";
  export default express;
}
declare module "koa2" {
  import Koa from "koa";
  export default Koa;
}
declare module "koa-bodyparser" {
  import type { Middleware } from "koa";
  export default function bodyParser(options?: { enableTypes?: string[] }): Middleware;
}
