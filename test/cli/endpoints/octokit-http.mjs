// @octokit/webhooks-methods in node:http. GET /count says how many events took effect.
import { createServer } from "node:http";
import { verify } from "@octokit/webhooks-methods";

let count = 0;

const server = createServer(async (request, response) => {
  if (request.url === "/count") return response.end(String(count));
  let body = "";
  for await (const chunk of request) body += chunk;
  const signature = request.headers["x-hub-signature-256"];
  if (!signature || !(await verify(process.env.GITHUB_WEBHOOK_SECRET, body, signature))) {
    return response.writeHead(401).end("Unauthorized");
  }
  const payload = JSON.parse(body);
  if (payload.repository) count++;
  response.end("ok");
});

process.on("unhandledRejection", (error) => console.error(error.message));
server.listen(Number(process.env.PORT ?? 3000), "127.0.0.1", () => console.log(server.address().port));
