import "server-only";
import type { Principal } from "@/lib/access/principal";
import { ApiError } from "@/lib/http/api-error";
import { requireOwnTenant } from "@/lib/http/tenant";

/** The memories that a caller sees and changes: their organization's, in the environment of their credential; 403 when they name another tenant (document 002). */
export function ownMemories(principal: Principal, tenantId?: string) {
  requireOwnTenant(principal, tenantId);
  const { organizationId, environment } = principal;
  return { organizationId, environment };
}

/** One answer for what is not there and what is not the caller's, so that neither can be told from the other. */
export function noSuchMemory(): ApiError {
  return new ApiError("not_found", "There is no such memory");
}
