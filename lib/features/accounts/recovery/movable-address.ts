import "server-only";
import { runtime } from "@/lib/access/runtime";
import { ApiError, invalidField } from "@/lib/http/api-error";
import type { PrismaSession } from "@/lib/platform/database";
import { domainOf } from "@/lib/platform/email-address";
import { requiredProviderOf } from "@/lib/tenancy/required-provider";

/**
 * Asks that an account may move from one address to another: a rule by domain is not passed by moving away. Throws 409 where
 * an organization binds the domain of today to its provider, 400 on `email` for a domain that `REGISTRATION` does not take.
 */
export async function requireMovable(tx: PrismaSession, from: string, to: string): Promise<void> {
  if ((await requiredProviderOf(tx, from)) !== null) {
    throw new ApiError("conflict", "The organization that your address belongs to decides how it signs in; it stays");
  }
  const rule = runtime().settings.registration;
  if (rule.mode === "domains" && !rule.domains.includes(domainOf(to) ?? "")) {
    throw invalidField("email", `must be an address at ${rule.domains.join(", ")}`);
  }
}
