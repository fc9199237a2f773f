import { execFileSync } from "node:child_process";

const script = `
const { createServer } = require("node:net");
const servers = Array.from({ length: 9 }, () => createServer());
let ready = 0;
for (const server of servers) server.listen(0, "127.0.0.1", () => {
  if (++ready < servers.length) return;
  console.log(servers.map((each) => each.address().port).join(" "));
  for (const each of servers) each.close();
});`;

type Ports = Record<
  "github" | "google" | "frontend" | "issuer" | "company" | "dns" | "smtp" | "mailbox" | "accounts",
  string
>;

/**
 * Free ports for the providers' stand-ins, an application that wants a token, an issuer whose tokens count, and a name
 * server. Also of a mail server with the mailbox that shows what it got, and of what makes accounts. They are known
 * before the server that is told of them starts.
 */
export function choosePorts(): Ports {
  const chosen = process.env.E2E_STAND_IN_PORTS ?? execFileSync(process.execPath, ["-e", script]).toString().trim();
  // The workers read the configuration again, and find here what the first reading chose.
  process.env.E2E_STAND_IN_PORTS = chosen;
  const [
    github = "",
    google = "",
    frontend = "",
    issuer = "",
    company = "",
    dns = "",
    smtp = "",
    mailbox = "",
    accounts = "",
  ] = chosen.split(" ");
  return { github, google, frontend, issuer, company, dns, smtp, mailbox, accounts };
}
