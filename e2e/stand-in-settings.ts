import { gitHubClient } from "@/lib/testing/github-stand-in";
import { googleClient } from "@/lib/testing/google-stand-in";
import { choosePorts } from "./stand-in-ports";

/** What the server under test is told of the providers' stand-ins, and of the application that may receive tokens. */
export function standInSettings(): Record<string, string> {
  const { github, google, frontend, issuer } = choosePorts();
  return {
    GITHUB_CLIENT_ID: gitHubClient.clientId,
    GITHUB_CLIENT_SECRET: gitHubClient.clientSecret,
    GITHUB_URL: `http://127.0.0.1:${github}`,
    GITHUB_API_URL: `http://127.0.0.1:${github}`,
    GOOGLE_CLIENT_ID: googleClient.clientId,
    GOOGLE_CLIENT_SECRET: googleClient.clientSecret,
    GOOGLE_ISSUER: `http://127.0.0.1:${google}`,
    TRUSTED_ISSUERS: JSON.stringify([{ issuer: `http://127.0.0.1:${issuer}` }]),
    REDIRECT_ORIGINS: `https://frontend.test, http://127.0.0.1:${frontend}`,
  };
}
