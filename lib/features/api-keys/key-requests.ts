import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { readRecentRequests, readRefusals } from "@/lib/http/read-recent-requests";
import type { RecentRequestList, RecentRequestQuery, RefusalList, RefusalQuery } from "@/lib/http/recent-request";
import { requireKey } from "./find-key";
import { requirePower } from "./key-powers";

/** The last requests of one key; 404 for one that the caller may not see, 403 for another member's. */
export async function listKeyRequests(
  principal: Principal,
  named: string,
  query: RecentRequestQuery,
): Promise<RecentRequestList> {
  return readRecentRequests(await watchedKey(principal, named), query);
}

/** What requests of one key were refused for; 404 and 403 likewise. */
export async function listKeyErrors(principal: Principal, named: string, query: RefusalQuery): Promise<RefusalList> {
  return readRefusals(await watchedKey(principal, named), query);
}

async function watchedKey(principal: Principal, named: string) {
  const key = await requireKey(runtime().database.prisma, principal, named);
  requirePower(principal, key, "usage");
  return { organizationId: key.organizationId, credentialId: key.id };
}
