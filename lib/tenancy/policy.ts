import "server-only";
import type { LifeRule } from "@/lib/access/policy-rules";
import type { OrganizationPolicy } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import { lockUntilCommit, shareUntilCommit } from "@/lib/platform/transaction-lock";

/** The policy of an organization; null for one that asks nothing. */
export function readPolicy(tx: PrismaSession, organizationId: string): Promise<OrganizationPolicy | null> {
  return tx.organizationPolicy.findUnique({ where: { organizationId } });
}

/** By name, because an organization that asks nothing has no row to hold: its first policy must not miss what is being made. */
const policyName = (organizationId: string) => `policy of ${organizationId}`;

/** The same, which stays so until the transaction ends: nothing is made by a rule that has just gone. */
export async function holdPolicy(tx: PrismaSession, organizationId: string): Promise<OrganizationPolicy | null> {
  await shareUntilCommit(tx, policyName(organizationId));
  return readPolicy(tx, organizationId);
}

/** The same for who changes it: waits until everything that is being made by it is there. */
export async function holdPolicyAlone(tx: PrismaSession, organizationId: string): Promise<OrganizationPolicy | null> {
  await lockUntilCommit(tx, policyName(organizationId));
  return readPolicy(tx, organizationId);
}

/** What a policy says of the lifetimes of keys, or of personal access tokens. */
export function lifeRuleOf(policy: OrganizationPolicy | null, kind: "key" | "token"): LifeRule {
  return {
    maxDays: (kind === "key" ? policy?.maxKeyDays : policy?.maxTokenDays) ?? null,
    priorMaxDays: (kind === "key" ? policy?.priorMaxKeyDays : policy?.priorMaxTokenDays) ?? null,
    existingFrom: policy?.existingCredentialsFrom ?? null,
  };
}
