import "server-only";
import { type Environment, roleLabelOf, roleReaches } from "@/lib/access/catalogue";
import { dayMs } from "@/lib/access/limit-windows";
import { livesTooLong, policyEndMs } from "@/lib/access/policy-rules";
import { actingRole, type Principal } from "@/lib/access/principal";
import type { PrismaSession } from "@/lib/platform/database";
import { holdPolicy, lifeRuleOf } from "@/lib/tenancy/policy";
import { ApiError, invalidField } from "./api-error";

/** What the policy of an organization says of a credential that is being made or changed. */
export type PolicyBounds = {
  /** The most days that it may live from its making; null is any. */
  maxDays: number | null;
  /** When it ends something of its kind, in milliseconds since the epoch; null: never. */
  endMsOf(life: { createdAt: Date; expiresAt: Date | null }): number | null;
  /** Refuses a life that is longer, or has no end: 400 for the field that says so. */
  requireLife(life: { createdAt: Date; expiresAt: Date | null }): void;
  /** An expiry that is no later than the policy allows of what is made now. */
  within(expiresAt: Date | null, nowMs: number): Date | null;
  /** Refuses the caller a production key that takes a higher role: 403. */
  requireMaker(caller: Principal, environment: Environment): void;
};

/** Reads the policy on keys or personal access tokens, which stays so until the transaction ends. */
export async function policyBounds(
  tx: PrismaSession,
  organizationId: string,
  kind: "key" | "token",
): Promise<PolicyBounds> {
  const policy = await holdPolicy(tx, organizationId);
  const maxDays = (kind === "key" ? policy?.maxKeyDays : policy?.maxTokenDays) ?? null;
  return {
    maxDays,
    endMsOf: (life) => policyEndMs(life, lifeRuleOf(policy, kind)),
    requireLife(life) {
      if (!livesTooLong(life, maxDays)) return;
      const asked = `the organization's policy asks for an end at most ${maxDays} days after its making`;
      throw invalidField("expires_in_days", asked);
    },
    within(expiresAt, nowMs) {
      if (maxDays === null) return expiresAt;
      const latest = new Date(nowMs + maxDays * dayMs);
      return expiresAt && expiresAt < latest ? expiresAt : latest;
    },
    requireMaker(caller, environment) {
      const least = policy?.productionKeysRole ?? "member";
      if (environment !== "production" || roleReaches(actingRole(caller), least)) return;
      throw new ApiError(
        "forbidden",
        `The organization's policy lets only the role ${roleLabelOf(least)} and higher make production keys`,
      );
    },
  };
}
