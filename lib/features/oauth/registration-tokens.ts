import "server-only";
import { isScopeId } from "@/lib/access/catalogue";
import { earliestEnd, inSession, readMakers } from "@/lib/access/key-lineage";
import { dayMs } from "@/lib/access/limit-windows";
import { artifactHash } from "@/lib/access/oauth-token";
import { holdsScope, makerOf, type Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { holdRights } from "@/lib/http/hold-rights";
import type { Page } from "@/lib/http/page";
import { decodeCursor, pageOf } from "@/lib/http/pagination";
import { newId, randomBase62 } from "@/lib/platform/random";
import { inTransaction } from "@/lib/platform/transaction";
import { wholeSecond } from "@/lib/platform/whole-second";
import { actedBy, recordEvent } from "@/lib/tenancy/events";
import { requireProduction } from "./apps";
import type { RegistrationToken } from "./registration-token-contract";
import { oauthScopes } from "./resources";

const model = "InitialAccessToken";
const registrationTokenMs = 7 * dayMs;

/**
 * Makes an initial access token (RFC 7591 section 3): for a week, apps can register themselves in the organization with it.
 * One that a key or personal access token makes lasts no longer than that, and ends with it.
 */
export async function createRegistrationToken(principal: Principal): Promise<{ token: string; expires_at: string }> {
  requireProduction(principal);
  const { clock } = runtime();
  const token = `iat_${randomBase62(40)}`;
  // How it is named in the list of what still holds.
  const id = newId("reg");
  const { organizationId, userId } = principal;
  const maker = makerOf(principal);
  const expiresAt = await inTransaction(runtime(), async (tx) => {
    const holder = await holdRights(tx, principal);
    const makers = await readMakers(inSession(tx), organizationId, [{ id, ...maker }], clock.now());
    const endMs = earliestEnd([clock.now() + registrationTokenMs, makers.get(id)?.expiresAtMs]) ?? clock.now();
    // The library reads the system's time.
    const nowSeconds = Math.floor(Date.now() / 1000);
    const row = {
      model,
      idHash: artifactHash(token),
      uid: id,
      userId,
      organizationId,
      createdAt: new Date(clock.now()),
      expiresAt: new Date(endMs),
      payload: {
        kind: model,
        organizationId,
        ...(maker.createdByKeyId === null ? {} : { keyId: maker.createdByKeyId }),
        ...(maker.createdByTokenId === null ? {} : { tokenId: maker.createdByTokenId }),
        // A caller lets no app register that can do more than the caller can.
        scopes: oauthScopes
          .map(({ id: scope }) => scope)
          .filter(isScopeId)
          .filter((scope) => holdsScope(holder, scope)),
        hint: `${token.slice(0, 8)}…${token.slice(-4)}`,
        iat: nowSeconds,
        exp: nowSeconds + Math.floor((endMs - clock.now()) / 1000),
      },
    };
    await tx.oAuthArtifact.create({ data: row });
    const data = { token_id: id, expires_at: wholeSecond(row.expiresAt) };
    await recordEvent(tx, { ...actedBy(principal), type: "registration_token.created", subjectId: id, data });
    return row.expiresAt;
  });
  return { token, expires_at: wholeSecond(expiresAt) };
}

/** The organization's initial access tokens that still hold, newest first; never the tokens themselves. */
export async function listRegistrationTokens(
  principal: Principal,
  { limit, cursor }: Page,
): Promise<{ data: RegistrationToken[]; next_cursor: string | null }> {
  requireProduction(principal);
  const { clock, database } = runtime();
  const found = await database.prisma.oAuthArtifact.findMany({
    where: {
      model,
      organizationId: principal.organizationId,
      uid: { not: null },
      expiresAt: { gt: new Date(clock.now()) },
      ...after(cursor),
    },
    orderBy: [{ createdAt: "desc" }, { uid: "desc" }],
    take: limit + 1,
  });
  const page = pageOf(
    found.map(({ uid, ...row }) => ({ ...row, id: uid ?? "" })),
    limit,
  );
  const data = page.rows.map(({ id, payload, createdAt, expiresAt }) => ({
    id,
    hint: hintIn(payload),
    created_at: wholeSecond(createdAt),
    expires_at: wholeSecond(expiresAt ?? createdAt),
  }));
  return { data, next_cursor: page.next_cursor };
}

/** Revokes an initial access token at once; 404 when it is not there or not theirs. */
export async function revokeRegistrationToken(principal: Principal, tokenId: string): Promise<void> {
  requireProduction(principal);
  const where = { model, uid: tokenId, organizationId: principal.organizationId };
  await runtime().database.prisma.$transaction(async (tx) => {
    await holdRights(tx, principal);
    const { count } = await tx.oAuthArtifact.deleteMany({ where });
    if (count === 0) throw new ApiError("not_found", "There is no such registration token");
    const data = { token_id: tokenId };
    await recordEvent(tx, { ...actedBy(principal), type: "registration_token.revoked", subjectId: tokenId, data });
  });
}

function after(cursor: string | undefined) {
  if (cursor === undefined) return {};
  const { createdAt, id } = decodeCursor(cursor);
  return { OR: [{ createdAt: { lt: createdAt } }, { createdAt, uid: { lt: id } }] };
}

function hintIn(payload: unknown): string {
  const hint: unknown = typeof payload === "object" && payload !== null ? Reflect.get(payload, "hint") : undefined;
  return typeof hint === "string" ? hint : "iat_…";
}
