import { isOwnTenant, type Principal } from "@/lib/access/principal";
import { tenantMismatch } from "./api-error";

/** Refuses a named tenant that is not the caller's: 403 TENANT_MISMATCH (document 002). */
export function requireOwnTenant(principal: Principal, tenantId: string | undefined): void {
  if (tenantId !== undefined && !isOwnTenant(principal, tenantId)) throw tenantMismatch();
}
