import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { ApiKey } from "@/lib/features/api-keys/contract";
import { reachOf } from "@/lib/features/api-keys/key-reach";
import { viewOf } from "@/lib/features/api-keys/key-view";

/** One key that the caller may see, or null. */
export async function readApiKey(principal: Principal, id: string): Promise<ApiKey | null> {
  const { database, clock } = runtime();
  const row = await database.prisma.apiKey.findFirst({ where: { AND: [{ id }, reachOf(principal)] } });
  return row && viewOf(row, clock.now());
}
