import { gitHubClient } from "@/lib/testing/github-stand-in";
import { googleClient } from "@/lib/testing/google-stand-in";
import { companyClient } from "./company-client";
import { choosePorts } from "./stand-in-ports";

/** What the server under test is told of the stand-ins, and of the application that may receive tokens. */
export function standInSettings(): Record<string, string> {
  const { github, google, frontend, issuer, company, dns, smtp } = choosePorts();
  return {
    GITHUB_CLIENT_ID: gitHubClient.clientId,
    GITHUB_CLIENT_SECRET: gitHubClient.clientSecret,
    GITHUB_URL: `http://127.0.0.1:${github}`,
    GITHUB_API_URL: `http://127.0.0.1:${github}`,
    GOOGLE_CLIENT_ID: googleClient.clientId,
    GOOGLE_CLIENT_SECRET: googleClient.clientSecret,
    GOOGLE_ISSUER: `http://127.0.0.1:${google}`,
    OIDC_ISSUER: `http://127.0.0.1:${company}`,
    OIDC_CLIENT_ID: companyClient.clientId,
    OIDC_CLIENT_SECRET: companyClient.clientSecret,
    OIDC_LABEL: "Paper Mill",
    SMTP_URL: `smtp://127.0.0.1:${smtp}`,
    DNS_SERVERS: `127.0.0.1:${dns}`,
    TRUSTED_ISSUERS: JSON.stringify([{ issuer: `http://127.0.0.1:${issuer}` }]),
    REDIRECT_ORIGINS: `https://frontend.test, http://127.0.0.1:${frontend}`,
  };
}
