import "server-only";
import type { KeyState, Life, Start } from "@/lib/access/key-life";
import { inPool } from "@/lib/access/key-lineage";
import { dayMs } from "@/lib/access/limit-windows";
import { runtime } from "@/lib/access/runtime";
import { readPaced } from "@/lib/platform/read-paced";
import { readElsewhere, stateBeside } from "@/lib/tenancy/key-standing";
import type { ReportHead, ReportTable } from "./report-record";

const columns = [
  { id: "id", label: "Key" },
  { id: "name", label: "Name" },
  { id: "prefix", label: "Begins with" },
  { id: "product", label: "Product" },
  { id: "status", label: "Status" },
  { id: "scopes", label: "Scopes" },
  { id: "created_at", label: "Created" },
  { id: "age_days", label: "Age in days" },
  { id: "last_used_at", label: "Last used" },
  { id: "expires_at", label: "Expires" },
  { id: "warnings", label: "Warnings" },
];

const unusedDays = 30;
const soonDays = 14;
const oldDays = 365;

type Key = Life &
  Start & {
    id: string;
    name: string;
    keyPrefix: string;
    product: string;
    scopes: string[];
    createdAt: Date;
    lastUsedAt: Date | null;
  };

/** The organization's API keys of one environment, newest first, with what a reviewer should look at; nothing of their secrets. */
export async function keysTable(
  { organizationId, environment }: Pick<ReportHead, "organizationId" | "environment">,
  limit: number,
): Promise<ReportTable> {
  const { clock, database } = runtime();
  const nowMs = clock.now();
  const query = {
    text: `SELECT k.id, k.name, k.key_prefix AS "keyPrefix", k.product, k.scopes, k.created_at AS "createdAt",
            k.expires_at AS "expiresAt", k.last_used_at AS "lastUsedAt", k.revoked_at AS "revokedAt",
            k.disabled_at AS "disabledAt", k.not_before AS "notBefore"
       FROM api_keys k
      WHERE k.organization_id = $1 AND k.environment = $2
      ORDER BY k.created_at DESC, k.id DESC LIMIT $3`,
    values: [organizationId, environment, limit],
  };
  const { stoppedIds, suspendedIds } = await readElsewhere(inPool(database.pool), organizationId, new Date(nowMs));
  const elsewhere = { stoppedIds: new Set(stoppedIds), suspendedIds: new Set(suspendedIds) };
  const rowOf = (key: Key) => {
    const state = stateBeside(key, elsewhere, nowMs);
    return [
      key.id,
      key.name,
      key.keyPrefix,
      key.product,
      state,
      key.scopes.length > 0 ? key.scopes.join(" ") : "acts as its user",
      key.createdAt.toISOString(),
      daysBetween(key.createdAt, nowMs),
      key.lastUsedAt?.toISOString() ?? null,
      key.expiresAt?.toISOString() ?? null,
      warningsOf(key, state, nowMs).join("; "),
    ];
  };
  return { columns, rows: await readPaced(database.pool, query, rowOf) };
}

/** What is worth a look; a key that has ended is not. */
function warningsOf(key: Key, state: KeyState, nowMs: number): string[] {
  if (state === "revoked" || state === "expired") return [];
  const { createdAt, lastUsedAt, expiresAt, scopes } = key;
  const idleDays = daysBetween(lastUsedAt ?? createdAt, nowMs);
  return [
    idleDays >= unusedDays && (lastUsedAt ? `unused for ${idleDays} days` : `never used in ${idleDays} days`),
    !expiresAt && "no expiry",
    expiresAt && expiresAt.getTime() - nowMs <= soonDays * dayMs && `expires within ${soonDays} days`,
    daysBetween(createdAt, nowMs) >= oldDays && `older than ${oldDays} days`,
    scopes.length === 0 && "acts as its user",
  ].filter((warning) => typeof warning === "string");
}

function daysBetween(from: Date, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs - from.getTime()) / dayMs));
}
