import "server-only";
import { inPool } from "@/lib/access/key-lineage";
import { readKeys, recordOfKey } from "@/lib/access/key-record";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { Contract } from "@/lib/http/contract";
import { endpointsOfRecord } from "@/lib/http/key-endpoints";
import { requireKey } from "./find-key";

/** What one key opens now, by the record that the gate goes by; 404 for a key that the caller may not see. */
export async function listKeyEndpoints(principal: Principal, named: string, contracts: readonly Contract[]) {
  const { database, clock } = runtime();
  const key = await requireKey(database.prisma, principal, named);
  const [stored] = await readKeys(inPool(database.pool), "id", [key.id]);
  return { data: endpointsOfRecord(contracts, stored ? recordOfKey(stored, clock.now()) : null) };
}
