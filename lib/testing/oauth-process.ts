import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { inspectToken } from "@/lib/features/oauth/inspect-token";
import { issueToken } from "@/lib/features/oauth/token-endpoint";
import { revokeContract, tokenContract } from "@/lib/features/oauth-protocol/contract";
import { route } from "@/lib/http/route";
import { openRuntime } from "@/lib/open-runtime";
import { readSettings } from "@/lib/platform/settings";

/** A process of its own with the token and revocation endpoints, and `/check`, which says whether the API takes a bearer token. */
export async function startOAuthProcess(env: NodeJS.ProcessEnv): Promise<number> {
  // A test holds a row until many requests wait for it, which takes a busy machine longer than requests usually wait.
  const waitMs = 40_000;
  const databaseLimits = {
    turnMs: waitMs,
    connectMs: waitMs,
    untilConnectedMs: 2 * waitMs,
    statementMs: waitMs,
    lockMs: waitMs,
    beginMs: waitMs,
    transactionMs: waitMs,
  };
  const { directory } = await openRuntime(readSettings(env), { databaseLimits });
  const handlers: Record<string, (request: Request) => Promise<Response>> = {
    "/oauth/token": route(tokenContract, ({ request }) => issueToken(request)),
    "/oauth/revoke": route(revokeContract, ({ request }) => inspectToken(request, "revocation")),
    "/check": async (request) => {
      const check = await directory.checkBearer(await request.text());
      return Response.json({ ok: check.ok });
    },
  };
  const server = createServer(async (incoming, outgoing) => {
    const { url = "", method = "POST" } = incoming;
    const headers = { "content-type": incoming.headers["content-type"] ?? "" };
    const request = new Request(`http://localhost:3000${url}`, { method, headers, body: await text(incoming) });
    const answer = (await handlers[url]?.(request)) ?? new Response(null, { status: 404 });
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
