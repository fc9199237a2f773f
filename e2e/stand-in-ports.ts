import { execFileSync } from "node:child_process";

const script = `
const { createServer } = require("node:net");
const servers = [createServer(), createServer()];
let ready = 0;
for (const server of servers) server.listen(0, "127.0.0.1", () => {
  if (++ready < servers.length) return;
  console.log(servers.map((each) => each.address().port).join(" "));
  for (const each of servers) each.close();
});`;

/** Two free ports for the providers' stand-ins, known before the server that is told of them starts. */
export function choosePorts(): { github: string; google: string } {
  const { E2E_GITHUB_PORT, E2E_GOOGLE_PORT } = process.env;
  if (E2E_GITHUB_PORT && E2E_GOOGLE_PORT) return { github: E2E_GITHUB_PORT, google: E2E_GOOGLE_PORT };
  const [github = "", google = ""] = execFileSync(process.execPath, ["-e", script]).toString().trim().split(" ");
  // The workers read the configuration again, and find here what the first reading chose.
  process.env.E2E_GITHUB_PORT = github;
  process.env.E2E_GOOGLE_PORT = google;
  return { github, google };
}
