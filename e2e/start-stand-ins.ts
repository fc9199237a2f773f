import { startGitHubStandIn } from "@/lib/testing/github-stand-in";
import { startGoogleStandIn } from "@/lib/testing/google-stand-in";
import { startOidcProvider } from "@/lib/testing/oidc-provider";
import { startSmtpStandIn, textOf } from "@/lib/testing/smtp-stand-in";
import { json, serveStandIn } from "@/lib/testing/stand-in-server";
import { companyClient } from "./company-client";
import { choosePorts } from "./stand-in-ports";

const frontend = {
  headers: { "content-type": "text/html" },
  body: '<title>A frontend</title><link rel="icon" href="data:,"><h1>A frontend</h1>',
};

/** Starts the providers that the browser tests sign in with, and the server of their mails; returns how to stop them. */
export default async function startStandIns(): Promise<() => Promise<void>> {
  const ports = choosePorts();
  const smtp = await startSmtpStandIn(Number(ports.smtp));
  const mailsTo = (email: string | null) => smtp.mails.filter(({ to }) => to.includes(email ?? "")).map(textOf);
  const servers = [
    await startGitHubStandIn(Number(ports.github)),
    await startGoogleStandIn(Number(ports.google)),
    await startOidcProvider({
      client: companyClient,
      callback: "oidc",
      title: "Paper Mill",
      port: Number(ports.company),
    }),
    await serveStandIn(Number(ports.frontend), { "GET /welcome": () => frontend }),
    await serveStandIn(Number(ports.mailbox), { "GET /mails": ({ url }) => json(mailsTo(url.searchParams.get("to"))) }),
  ];
  return async () => {
    await Promise.all([smtp.stop(), ...servers.map((server) => server.close())]);
  };
}
