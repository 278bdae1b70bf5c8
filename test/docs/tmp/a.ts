import { createServer } from "node:http";
import { webhook } from "hookonce/express";
import { stripe } from "hookonce/providers/stripe";
createServer(webhook({ provider: stripe, secret: "x" }, async (event) => console.log(event.id)));
