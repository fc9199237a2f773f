import "server-only";
import type { Principal } from "@/lib/access/principal";
import type { ApiKey as ApiKeyRow, Prisma } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import type { PrismaSession } from "@/lib/platform/database";
import { reachOf } from "./key-reach";

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A condition for a key by either of its identifiers: `key_…` (document 002) or a UUID (document 004). */
export function keyNamed(named: string) {
  return uuid.test(named) ? { uuid: named.toLowerCase() } : { id: named };
}

/** A key by either of its identifiers, within what the caller may see unless another reach is named; or null. */
export function findKey(
  tx: PrismaSession,
  principal: Principal,
  named: string,
  reach: Prisma.ApiKeyWhereInput = reachOf(principal),
): Promise<ApiKeyRow | null> {
  return tx.apiKey.findFirst({ where: { AND: [keyNamed(named), reach] } });
}

/** The same; 404 for a key that is not there or not theirs to see. */
export async function requireKey(
  tx: PrismaSession,
  principal: Principal,
  named: string,
  reach?: Prisma.ApiKeyWhereInput,
): Promise<ApiKeyRow> {
  const found = await findKey(tx, principal, named, reach);
  if (!found) throw noSuchKey();
  return found;
}

/** 404 for a key. */
export function noSuchKey(): ApiError {
  return new ApiError("not_found", "There is no such API key");
}
