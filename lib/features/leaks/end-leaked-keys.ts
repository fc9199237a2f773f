import "server-only";
import { managementProduct } from "@/lib/access/catalogue";
import { isLive } from "@/lib/access/key-life";
import type { ApiKey as ApiKeyRow, PersonalAccessToken } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import { byItself, endDescendants, endKeys } from "@/lib/tenancy/end-keys";
import { recordEvent } from "@/lib/tenancy/events";
import { recordKeyEvents } from "@/lib/tenancy/key-events";
import { type Acted, leakData, leaksByCredential, type NewLeak, type Outcome } from "./new-leak";

/** Revokes or switches off API keys of any kind by what their leaks say, and records it; those that have ended are only told of. */
export async function endLeakedKeys(
  tx: PrismaSession,
  organizationId: string,
  leaks: readonly NewLeak[],
  now: Date,
): Promise<Acted> {
  const acted: Acted = { outcomes: [], subjects: [] };
  const leaksOf = leaksByCredential(leaks, "api-key");
  const ids = [...leaksOf.keys()];
  if (ids.length === 0) return acted;
  await tx.$queryRaw`
    SELECT id FROM api_keys WHERE id = ANY(${ids}::text[]) AND organization_id = ${organizationId} ORDER BY id FOR UPDATE`;
  for (const key of await tx.apiKey.findMany({ where: { id: { in: ids }, organizationId }, orderBy: { id: "asc" } })) {
    const own = leaksOf.get(key.id) ?? [];
    for (const leak of own) await recordKeyEvents(tx, byItself, "key.leaked", [key], leakData(leak));
    const [leak] = own;
    if (!leak) continue;
    const { done, subjects } = await endKeyFor(tx, key, leak, now);
    const path =
      key.product === managementProduct ? "/dashboard/admin/management-keys" : `/dashboard/api-keys/${key.id}`;
    acted.outcomes.push({ leak, name: key.name, hint: key.secretHint, done, ownerId: key.createdById, path });
    acted.subjects.push(...subjects);
  }
  return acted;
}

type Ended = Pick<Outcome, "done"> & { subjects: readonly string[] };

async function endKeyFor(
  tx: PrismaSession,
  key: ApiKeyRow,
  { id: leakId, action }: NewLeak,
  now: Date,
): Promise<Ended> {
  if (!isLive(key, now.getTime())) return { done: "ended", subjects: [] };
  if (action === "revoke") {
    // What it made ends too: whoever found it may have made more.
    const { subjects } = await endKeys(tx, { id: key.id }, [], { actor: byItself, now, with: leakId });
    return { done: "revoked", subjects };
  }
  if (action === "notify") return { done: "nothing", subjects: [] };
  if (key.disabledAt === null) {
    const disabled = await tx.apiKey.update({ where: { id: key.id }, data: { disabledAt: now } });
    await recordKeyEvents(tx, byItself, "key.disabled", [disabled], { disabled_with: leakId });
  }
  return { done: "disabled", subjects: [`key:${key.id}`] };
}

/** The same for personal access tokens, which cannot be switched off: what is to be looked at is revoked. */
export async function endLeakedTokens(
  tx: PrismaSession,
  organizationId: string,
  leaks: readonly NewLeak[],
  now: Date,
): Promise<Acted> {
  const acted: Acted = { outcomes: [], subjects: [] };
  const leaksOf = leaksByCredential(leaks, "token");
  const ids = [...leaksOf.keys()];
  if (ids.length === 0) return acted;
  await tx.$queryRaw`
    SELECT id FROM personal_access_tokens WHERE id = ANY(${ids}::text[]) AND organization_id = ${organizationId}
     ORDER BY id FOR UPDATE`;
  const where = { id: { in: ids }, organizationId };
  for (const token of await tx.personalAccessToken.findMany({ where, orderBy: { id: "asc" } })) {
    const own = leaksOf.get(token.id) ?? [];
    for (const leak of own) await recordTokenLeak(tx, token, "token.leaked", leakData(leak));
    const [leak] = own;
    if (!leak) continue;
    const { id, name, secretHint: hint, userId: ownerId } = token;
    const isOver = !isLive(token, now.getTime());
    const done = isOver ? "ended" : leak.action === "notify" ? "nothing" : "revoked";
    acted.outcomes.push({ leak, name, hint, done, ownerId, path: "/dashboard/tokens" });
    if (done !== "revoked") continue;
    await tx.personalAccessToken.update({ where: { id }, data: { revokedAt: now } });
    await recordTokenLeak(tx, token, "token.revoked", { revoked_with: leak.id });
    const made = await endDescendants(tx, { tokenIds: [id] }, { actor: byItself, now, with: id });
    acted.subjects.push(`token:${id}`, ...made.subjects);
  }
  return acted;
}

function recordTokenLeak(
  tx: PrismaSession,
  { id, name, userId, organizationId }: PersonalAccessToken,
  type: "token.leaked" | "token.revoked",
  more: Readonly<Record<string, string | null>>,
): Promise<string> {
  const data = { token_id: id, user_id: userId, name, ...more };
  return recordEvent(tx, { ...byItself, type, organizationId, environment: "production", subjectId: id, data });
}
