import "server-only";
import { dayMs } from "@/lib/access/limit-windows";
import type { AlertKind } from "@/lib/generated/prisma/enums";
import type { PrismaSession } from "@/lib/platform/database";
import { newId } from "@/lib/platform/random";
import { alertDay } from "@/lib/watch/finding";
import type { DemoPlace, PlacedKey } from "./demo-place";

type Raised = { kind: AlertKind; daysAgo: number; acknowledged: boolean; details: Record<string, string | number> };

const hourOf = (atMs: number) => new Date(Math.floor(atMs / 3_600_000) * 3_600_000).toISOString();

/** What an organization with traffic sees in three weeks: two open, the others acknowledged. */
const raised = (nowMs: number): readonly Raised[] => [
  {
    kind: "new_network",
    daysAgo: 0.3,
    acknowledged: false,
    details: { network: "198.51.100.0/24", address: "198.51.100.61", known_networks: 2 },
  },
  {
    kind: "rejections",
    daysAgo: 1.6,
    acknowledged: false,
    details: { rejected: 84, requests: 120, unauthorized: 0, forbidden: 31, limited: 53, address: "203.0.113.40" },
  },
  {
    kind: "traffic",
    daysAgo: 6.4,
    acknowledged: true,
    details: { seen: 2_140, typical: 190, busiest: 410, hour: hourOf(nowMs - 6.4 * dayMs) },
  },
  {
    kind: "revoked_use",
    daysAgo: 14.2,
    acknowledged: true,
    details: { network: "192.0.2.0/24", address: "192.0.2.9" },
  },
];

/** Writes an organization's alerts about its keys; one that is new has none. */
export async function writeAlerts(
  tx: PrismaSession,
  { id: organizationId, nowMs }: DemoPlace,
  keys: readonly PlacedKey[],
): Promise<void> {
  const live = keys.filter((key) => key.revokedAt === null && key.lastUsedAt !== null);
  const ended = keys.find((key) => key.revokedAt !== null);
  await tx.alert.createMany({
    data: raised(nowMs).flatMap(({ kind, daysAgo, acknowledged, details }, index) => {
      const key = kind === "revoked_use" ? ended : live[index % Math.max(live.length, 1)];
      const createdAt = new Date(nowMs - daysAgo * dayMs);
      if (!key || key.createdAt > createdAt || (key.revokedAt && key.revokedAt > createdAt)) return [];
      const credential = { credential_type: "api_key", credential_name: key.name, credential_hint: key.secretHint };
      return {
        id: newId("alr"),
        organizationId,
        environment: key.environment,
        kind,
        credentialId: key.id,
        day: alertDay(createdAt.getTime()),
        details: { ...credential, ...details },
        createdAt,
        acknowledgedAt: acknowledged ? new Date(createdAt.getTime() + 5_400_000) : null,
        notifiedAt: createdAt,
      };
    }),
  });
}
