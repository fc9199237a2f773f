import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { ApiKey } from "./contract";
import { findKey } from "./find-key";
import { viewOf } from "./key-view";

/** One key that the caller may see, or null. */
export async function getApiKey(principal: Principal, id: string): Promise<ApiKey | null> {
  const { database, clock } = runtime();
  const row = await findKey(database.prisma, principal, id);
  return row && viewOf(database.prisma, principal, row, clock.now());
}
