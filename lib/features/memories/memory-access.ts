import "server-only";
import type { Principal } from "@/lib/access/principal";
import { ApiError, tenantMismatch } from "@/lib/http/api-error";

/** The memories that a caller sees and changes: their organization's, in the environment of their credential; 403 when they name another tenant (document 002). */
export function ownMemories({ organizationId, environment }: Principal, tenantId?: string) {
  if (tenantId !== undefined && tenantId !== organizationId) throw tenantMismatch();
  return { organizationId, environment };
}

/** One answer for what is not there and what is not the caller's, so that neither can be told from the other. */
export function noSuchMemory(): ApiError {
  return new ApiError("not_found", "There is no such memory");
}
