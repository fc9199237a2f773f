import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import type { Page } from "@/lib/http/page";
import { decodeCursor, pageOf } from "@/lib/http/pagination";
import { holdsNull } from "@/lib/platform/null-character";
import { actedBy, recordEvent } from "@/lib/tenancy/events";
import { requireProduction } from "./apps";
import type { RegistrationToken } from "./contract";

const model = "InitialAccessToken";

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
    created_at: createdAt.toISOString(),
    expires_at: (expiresAt ?? createdAt).toISOString(),
  }));
  return { data, next_cursor: page.next_cursor };
}

/** Revokes an initial access token at once; 404 when it is not there or not theirs. */
export async function revokeRegistrationToken(principal: Principal, tokenId: string): Promise<void> {
  requireProduction(principal);
  const where = { model, uid: tokenId, organizationId: principal.organizationId };
  await runtime().database.prisma.$transaction(async (tx) => {
    const { count } = holdsNull(tokenId) ? { count: 0 } : await tx.oAuthArtifact.deleteMany({ where });
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
