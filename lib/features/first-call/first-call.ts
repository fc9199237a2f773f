import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { awaitCall } from "@/lib/watch/awaited-calls";
import type { FirstCall } from "./contract";

/**
 * The first successful call with a key that the reader made, or the newest refused one; 404 for any other key. What this
 * process answers is known at once, with status and latency; what others answered once it is counted, a second later.
 */
export async function getFirstCall(principal: UserPrincipal, keyId: string): Promise<{ call: FirstCall | null }> {
  const { database, clock } = runtime();
  const { organizationId, userId } = principal;
  const key = await database.prisma.apiKey.findFirst({
    where: { id: keyId, organizationId, createdById: userId },
    select: { id: true, keyPrefix: true, importedAt: true },
  });
  if (!key) throw new ApiError("not_found", "There is no such API key");
  // How an imported key begins is what its importer said; strangers' tokens may begin so too.
  const keyPrefix = key.importedAt === null ? key.keyPrefix : null;
  const seen = awaitCall(key.id, keyPrefix, clock.now());
  if (seen) {
    const { endpoint, status, elapsedMs } = seen;
    return { call: { succeeded: status < 400, endpoint, status, elapsed_ms: Math.round(elapsedMs * 10) / 10 } };
  }
  const counted = await database.prisma.usageHour.findMany({
    where: { organizationId, credentialId: key.id },
    select: { endpoint: true, statusClass: true },
    orderBy: { bucketStart: "desc" },
    take: 20,
  });
  const success = counted.find(({ statusClass }) => statusClass === "success" || statusClass === "redirect");
  const shown = success ?? counted[0];
  if (!shown) return { call: null };
  return { call: { succeeded: success !== undefined, endpoint: shown.endpoint, status: null, elapsed_ms: null } };
}
