import "server-only";
import type { ApiKey as ApiKeyRow, LeakAction } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";

/** A place where a credential was found, as it is told. */
export type KnownLeak = { url: string | null; source: string; action: LeakAction; reportedAt: string };

type Row = { credential_id: string; url: string | null; source: string; action: LeakAction; created_at: Date };

/** Where credentials of organizations were found in public, each the last time, by their ids. */
export async function readLeaks(
  tx: PrismaSession,
  organizationIds: readonly string[],
  credentialIds: readonly string[],
): Promise<ReadonlyMap<string, KnownLeak>> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT DISTINCT ON (credential_id) credential_id, url, source, action, created_at FROM credential_leaks
     WHERE organization_id = ANY (${[...organizationIds]}::text[]) AND credential_id = ANY (${[...credentialIds]}::text[])
     ORDER BY credential_id, created_at DESC, id DESC`;
  return new Map(
    rows.map(({ credential_id: id, url, source, action, created_at: at }) => [
      id,
      { url, source, action, reportedAt: at.toISOString() },
    ]),
  );
}

/** Whether a key is switched off because it was found in public, and by nobody since. */
export async function isQuarantined(
  tx: PrismaSession,
  { id: credentialId, organizationId, disabledAt }: Pick<ApiKeyRow, "id" | "organizationId" | "disabledAt">,
): Promise<boolean> {
  if (disabledAt === null) return false;
  // Both are noted as of the same moment.
  const where = { organizationId, credentialId, action: "quarantine" as const, createdAt: disabledAt };
  return (await tx.credentialLeak.count({ where, take: 1 })) > 0;
}
