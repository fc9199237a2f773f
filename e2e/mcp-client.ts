import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright/test";
import { expect } from "./fixtures";

/** What an agent knows of itself when it is registered, in RFC 7591's words. */
type Information = { client_id: string; client_secret?: string | undefined };
type Tokens = {
  access_token: string;
  token_type: string;
  scope?: string | undefined;
  refresh_token?: string | undefined;
};

/** What an agent that uses the MCP SDK has to bring along in each version: memory, and a browser to open. */
export class Agent {
  authorizationUrl: URL | null = null;
  private information: Information | undefined;
  private kept: Tokens | undefined;
  private verifier = "";

  constructor(
    readonly redirectUrl: string,
    /** Registered by a person beforehand; without it the SDK registers the agent. */
    known?: Information,
    /** What the agent's maker wrote into it. */
    private readonly wantedScope?: string,
  ) {
    this.information = known;
  }

  get clientMetadata() {
    return {
      client_name: "MCP agent",
      redirect_uris: [this.redirectUrl],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
      ...(this.wantedScope === undefined ? {} : { scope: this.wantedScope }),
    };
  }

  clientInformation(): Information | undefined {
    return this.information;
  }

  saveClientInformation(information: Information): void {
    this.information = information;
  }

  tokens(): Tokens | undefined {
    return this.kept;
  }

  saveTokens(tokens: Tokens): void {
    this.kept = tokens;
  }

  redirectToAuthorization(url: URL): void {
    this.authorizationUrl = url;
  }

  saveCodeVerifier(verifier: string): void {
    this.verifier = verifier;
  }

  codeVerifier(): string {
    return this.verifier;
  }
}

/** Where an agent on the user's machine waits for its code. */
export async function listen(): Promise<{ redirectUrl: string; close: () => Promise<unknown> }> {
  const server = createServer((_request, response) => response.end("<title>Back</title>You may close this window."));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    redirectUrl: `http://127.0.0.1:${port}/callback`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** What the agent's user does: looks at the request in the browser, agrees, and is sent back with a code. */
export async function agreeTo(page: Page, { authorizationUrl, redirectUrl }: Agent, asks: readonly string[]) {
  expect(authorizationUrl).not.toBeNull();
  await page.goto(authorizationUrl?.href ?? "");
  for (const scope of asks) await expect(page.getByText(scope, { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Allow" }).click();
  await page.waitForURL(`${redirectUrl}?**`);
  return new URL(page.url()).searchParams.get("code") ?? "";
}
