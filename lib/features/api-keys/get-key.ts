import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { ApiKey } from "./contract";
import { reachOf } from "./key-reach";
import { viewOf } from "./key-view";

/** One key that the caller may see, or null. */
export async function getApiKey(principal: Principal, id: string): Promise<ApiKey | null> {
  const { database, clock } = runtime();
  const row = await database.prisma.apiKey.findFirst({ where: { AND: [{ id }, reachOf(principal)] } });
  return row && viewOf(principal, row, clock.now());
}
