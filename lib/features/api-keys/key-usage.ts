import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { requireOwnTenant } from "@/lib/http/tenant";
import type { ApiKeyUsage, ApiKeyUsageQuery } from "./activity-contract";
import { readDailyRequests, totalOf } from "./daily-requests";
import { requireKey } from "./find-key";
import { requirePower } from "./key-powers";

/** Requests of one key by UTC day, today included; 404 for a key that the caller may not see, 403 for another member's. */
export async function getApiKeyUsage(
  principal: Principal,
  { keyId: named, days, tenantId }: ApiKeyUsageQuery,
): Promise<ApiKeyUsage> {
  requireOwnTenant(principal, tenantId);
  const key = await requireKey(runtime().database.prisma, principal, named);
  const keyId = key.id;
  requirePower(principal, key, "usage");
  const whose = { sql: "credential_id = $3", values: [keyId] };
  const daily = await readDailyRequests(principal.organizationId, days, whose);
  const lastUsedAt = key.lastUsedAt?.toISOString() ?? null;
  return { data: { keyId, days, totalRequests: totalOf(daily), daily, lastUsedAt } };
}
