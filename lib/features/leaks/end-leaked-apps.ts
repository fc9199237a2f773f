import "server-only";
import type { PrismaSession } from "@/lib/platform/database";
import { endAppSecrets } from "@/lib/tenancy/end-apps";
import { byItself } from "@/lib/tenancy/end-keys";
import { recordEvent } from "@/lib/tenancy/events";
import { type Acted, leakData, leaksByCredential, type NewLeak } from "./new-leak";

/** Ends secrets of OAuth apps, and grants whose refresh tokens leaked, unless the organization only wants to be told. */
export async function endLeakedApps(
  tx: PrismaSession,
  organizationId: string,
  leaks: readonly NewLeak[],
  now: Date,
): Promise<Acted> {
  const secrets = await endSecrets(tx, organizationId, leaks, now);
  const grants = await endGrants(tx, organizationId, leaks);
  return {
    outcomes: [...secrets.outcomes, ...grants.outcomes],
    subjects: [...secrets.subjects, ...grants.subjects],
  };
}

async function endSecrets(
  tx: PrismaSession,
  organizationId: string,
  leaks: readonly NewLeak[],
  now: Date,
): Promise<Acted> {
  const acted: Acted = { outcomes: [], subjects: [] };
  const leaksOf = leaksByCredential(leaks, "app-secret");
  const rows = await tx.oAuthAppSecret.findMany({
    where: { id: { in: [...leaksOf.keys()] }, app: { organizationId } },
    include: { app: true },
    orderBy: { id: "asc" },
  });
  for (const { id, appId, app, secretHint: hint, revokedAt } of rows) {
    const own = leaksOf.get(id) ?? [];
    for (const leak of own) {
      await recordAppLeak(tx, organizationId, appId, { name: app.name, secret_hint: hint, ...leakData(leak) });
    }
    const [leak] = own;
    if (!leak) continue;
    const isOver = revokedAt !== null || app.revokedAt !== null;
    const done = isOver ? "ended" : leak.action === "notify" ? "nothing" : "revoked";
    const path = `/dashboard/oauth-apps/${appId}`;
    acted.outcomes.push({ leak, name: app.name, hint, done, ownerId: app.createdById, path });
    if (done !== "revoked") continue;
    const ended = await endAppSecrets(tx, [id], { actor: byItself, now, with: leak.id });
    acted.subjects.push(...ended.map((endedApp) => `app:${endedApp}`));
  }
  return acted;
}

async function endGrants(tx: PrismaSession, organizationId: string, leaks: readonly NewLeak[]): Promise<Acted> {
  const acted: Acted = { outcomes: [], subjects: [] };
  const leaksOf = leaksByCredential(leaks, "refresh-token");
  const where = { model: "Grant", grantId: { in: [...leaksOf.keys()] }, organizationId };
  const grants = await tx.oAuthArtifact.findMany({ where, orderBy: { grantId: "asc" } });
  for (const { grantId, clientId, userId } of grants) {
    if (grantId === null || clientId === null) continue;
    const own = leaksOf.get(grantId) ?? [];
    const app = await tx.oAuthApp.findUnique({ where: { id: clientId }, select: { name: true } });
    const name = app?.name ?? clientId;
    for (const leak of own) {
      await recordAppLeak(tx, organizationId, clientId, { name, user_id: userId, ...leakData(leak) });
    }
    const [leak] = own;
    if (!leak) continue;
    const done = leak.action === "notify" ? "nothing" : "revoked";
    acted.outcomes.push({ leak, name, hint: "", done, ownerId: userId, path: "/dashboard/authorized-apps" });
    if (done !== "revoked") continue;
    await tx.oAuthArtifact.deleteMany({ where: { grantId } });
    acted.subjects.push(`grant:${grantId}`);
  }
  return acted;
}

function recordAppLeak(
  tx: PrismaSession,
  organizationId: string,
  appId: string,
  more: Readonly<Record<string, string | null>>,
): Promise<string> {
  const data = { client_id: appId, ...more };
  const event = { ...byItself, organizationId, environment: "production" as const, subjectId: appId, data };
  return recordEvent(tx, { ...event, type: "app.leaked" });
}
