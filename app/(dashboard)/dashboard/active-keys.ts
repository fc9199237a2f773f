import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import type { ApiKey } from "@/lib/features/api-keys/contract";
import { listApiKeys } from "@/lib/features/api-keys/list-keys";

/** Five pages of the largest size: more keys than anybody reviews at one sitting. */
const mostPages = 5;

/** The organization's active keys, newest first, at most 500. */
export async function readActiveKeys(principal: UserPrincipal): Promise<ApiKey[]> {
  const keys: ApiKey[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const { data, next_cursor } = await listApiKeys(principal, { limit: 100, status: "active", cursor });
    keys.push(...data);
    if (next_cursor === null) break;
    cursor = next_cursor;
  }
  return keys;
}
