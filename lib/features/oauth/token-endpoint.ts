import "server-only";
import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { artifactHash } from "@/lib/access/oauth-token";
import { runtime } from "@/lib/access/runtime";
import type { Answer } from "@/lib/http/answer";
import type { UnreadRequest } from "@/lib/http/unread-request";
import { refreshRepeatSeconds } from "./artifacts";
import { beginnerOf } from "./beginnings";
import { answerOf, callProvider, protocolText, requireBeginning } from "./call-provider";
import type { BridgedResponse } from "./node-bridge";
import {
  normalizeAuthorization,
  normalizeOwnScope,
  normalizeRefreshScope,
  normalizeResources,
} from "./normalize-request";
import { newRequestContext } from "./request-context";

/** Answers the token endpoint. */
export async function issueToken(request: UnreadRequest): Promise<Answer> {
  const params = new URLSearchParams(protocolText(await request.readBody()));
  const grantType = params.get("grant_type");
  normalizeResources(params);
  const isOwn = grantType === "client_credentials";
  const context = newRequestContext({ asksUser: !isOwn });
  if (isOwn) await normalizeOwnScope(params, clientIdOf(request, params) ?? "");
  const refreshToken = grantType === "refresh_token" ? params.get("refresh_token") : null;
  if (refreshToken !== null) await normalizeRefreshScope(params, refreshToken);
  const body = params.toString();
  if (refreshToken === null) return answerOf(await callProvider(request, { body, context }));
  const answer = await callProvider(request, { body, context });
  if (answer.status === 200) await keepAnswer(refreshToken, params, answer);
  if (!context.repeatedRefresh) return answerOf(answer);
  return answerOf((await keptAnswer(refreshToken, params)) ?? answer);
}

/**
 * Begins a pushed request or a device's; both are read as `/oauth/authorize` reads its own. A stranger with the name of an
 * app without a secret can: they are strangers.
 */
export async function beginByBackChannel(request: UnreadRequest): Promise<Answer> {
  const body = protocolText(await request.readBody());
  requireBeginning(body);
  const params = new URLSearchParams(body);
  const clientId = clientIdOf(request, params) ?? "";
  await normalizeAuthorization(params, clientId);
  const app = await runtime().oauthApps.find(clientId);
  const beginner = app?.authMethod === "none" ? beginnerOf(null, request.address) : null;
  const context = newRequestContext({ beginner, asksUser: true });
  return answerOf(await callProvider(request, { body: params.toString(), context }));
}

/** Who says they call, in the body or by HTTP Basic; nothing of it is verified here. */
function clientIdOf(request: UnreadRequest, params: URLSearchParams): string | null {
  const named = params.get("client_id");
  const basic = /^Basic ([A-Za-z0-9+/]+=*)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (named || !basic) return named;
  const [user = ""] = Buffer.from(basic, "base64").toString("utf8").split(":");
  return user;
}

const answerPurpose = "oauth-refresh-answer";
const waitForFirstMs = 5_000;
const askEveryMs = 25;

/** What must be the same for a repetition to get the same answer. */
function fingerprintOf(params: URLSearchParams): string {
  return createHash("sha256")
    .update(JSON.stringify([params.get("scope"), params.getAll("resource")]))
    .digest("base64url");
}

/** Keeps the answer to a refresh, sealed, beside the token that was used up; for repetitions within the window. */
async function keepAnswer(refreshToken: string, params: URLSearchParams, { body }: BridgedResponse): Promise<void> {
  const { database, seals } = runtime();
  const answer = { sealed: seals.seal(body, answerPurpose), fingerprint: fingerprintOf(params) };
  await database.pool.query(
    `UPDATE oauth_artifacts SET payload = payload || jsonb_build_object('answer', $2::jsonb)
      WHERE model = 'RefreshToken' AND id_hash = $1 AND consumed_at IS NOT NULL`,
    [artifactHash(refreshToken), JSON.stringify(answer)],
  );
}

/** The first request's answer, waited for while that is still under way; null when it got none that this one may have. */
async function keptAnswer(refreshToken: string, params: URLSearchParams): Promise<BridgedResponse | null> {
  const { database, seals, clock } = runtime();
  for (let waitedMs = 0; waitedMs < waitForFirstMs; waitedMs += askEveryMs) {
    const { rows } = await database.pool.query<{
      answer: { sealed: string; fingerprint: string } | null;
      consumed_at: Date;
    }>(
      "SELECT payload->'answer' AS answer, consumed_at FROM oauth_artifacts WHERE model = 'RefreshToken' AND id_hash = $1",
      [artifactHash(refreshToken)],
    );
    const row = rows[0];
    if (!row || clock.now() - row.consumed_at.getTime() >= refreshRepeatSeconds * 1000) return null;
    if (row.answer) {
      if (row.answer.fingerprint !== fingerprintOf(params)) return null;
      const headers = { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" };
      return { status: 200, headers, cookies: [], body: seals.open(row.answer.sealed, answerPurpose) };
    }
    await pause(askEveryMs);
  }
  return null;
}
