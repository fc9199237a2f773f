import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LatchkeyError } from "./error";
import { type OAuthTokens, oauthTokens } from "./tokens";

/** A token endpoint that rotates refresh tokens, each good once. */
let server: Server;
let tokenUrl: string;
let forms: URLSearchParams[];
let live: Set<string>;

beforeEach(async () => {
  forms = [];
  live = new Set(["rt_0"]);
  server = createServer(async (request, response) => {
    const form = new URLSearchParams(await textOf(request));
    forms.push(form);
    const number = forms.length;
    const refused = form.get("grant_type") === "refresh_token" && !live.delete(form.get("refresh_token") ?? "");
    if (!refused) live.add(`rt_${number}`);
    response.writeHead(refused ? 400 : 200, { "content-type": "application/json" });
    response.end(
      JSON.stringify(
        refused
          ? { error: "invalid_grant", error_description: "used before" }
          : { access_token: `at_${number}`, token_type: "Bearer", expires_in: 3600, refresh_token: `rt_${number}` },
      ),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  tokenUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/oauth/token`;
});

afterEach(() => server.close());

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const hour = 3_600_000;

describe("oauthTokens", () => {
  it("refreshes five minutes before the access token expires, once for all that wait, and keeps the rotated token", async () => {
    let nowMs = 0;
    const kept: OAuthTokens[] = [];
    const source = oauthTokens({
      clientId: "client_abc",
      clientSecret: "secret",
      tokenUrl,
      tokens: { accessToken: "at_0", refreshToken: "rt_0", expiresAt: hour },
      onTokens: (tokens) => {
        kept.push(tokens);
      },
      now: () => nowMs,
    });
    nowMs = hour - 300_001;
    expect([await source.getToken(), forms.length]).toEqual(["at_0", 0]);
    nowMs = hour - 300_000;
    const tokens = await Promise.all(Array.from({ length: 10 }, () => source.getToken()));
    expect([new Set(tokens), forms.length]).toEqual([new Set(["at_1"]), 1]);
    expect(Object.fromEntries(forms[0] ?? [])).toEqual({
      grant_type: "refresh_token",
      client_id: "client_abc",
      client_secret: "secret",
      refresh_token: "rt_0",
    });
    expect(kept).toEqual([{ accessToken: "at_1", refreshToken: "rt_1", expiresAt: nowMs + hour }]);
    nowMs += hour;
    expect([await source.getToken(), forms[1]?.get("refresh_token")]).toEqual(["at_2", "rt_1"]);
  });

  it("asks by client credentials where no user authorized it", async () => {
    const source = oauthTokens({ clientId: "c", clientSecret: "s", scope: "prompts:read", tokenUrl });
    expect(await source.getToken()).toBe("at_1");
    expect(forms[0]?.get("grant_type")).toBe("client_credentials");
    expect(forms[0]?.get("scope")).toBe("prompts:read");
  });

  it("renews a token that the server did not accept, unless another request has done so meanwhile", async () => {
    const tokens = { accessToken: "at_0", refreshToken: "rt_0", expiresAt: Date.now() + hour };
    const source = oauthTokens({ clientId: "c", tokenUrl, tokens });
    await Promise.all([source.renew?.("at_0"), source.renew?.("at_0")]);
    await source.renew?.("at_0");
    expect([await source.getToken(), forms.length]).toEqual(["at_1", 1]);
  });

  it("tells why the token endpoint refused", async () => {
    const tokens = { accessToken: "at_0", refreshToken: "stolen", expiresAt: 0 };
    const source = oauthTokens({ clientId: "c", tokenUrl, tokens });
    const error: LatchkeyError = await source.getToken().catch((thrown) => thrown);
    expect([error.status, error.code, error.message]).toEqual([400, "invalid_grant", "used before"]);
  });
});
