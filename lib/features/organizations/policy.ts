import "server-only";
import { dayMs } from "@/lib/access/limit-windows";
import type { Principal, UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { OrganizationPolicy } from "@/lib/generated/prisma/client";
import { ApiError, invalidField } from "@/lib/http/api-error";
import type { Client } from "@/lib/http/route";
import { actedBy, recordEvent } from "@/lib/tenancy/events";
import { holdPolicyAlone, readPolicy } from "@/lib/tenancy/policy";
import { hasSecondFactor, secondFactorsOf } from "@/lib/tenancy/second-factors";
import { planFactorNotices } from "./factor-notice";
import { lockOrganization, requireOwner } from "./organization-lock";
import type { NewPolicy, Policy } from "./policy-contract";

/** How long existing credentials have where the owner names no date. */
const usualNoticeMs = 14 * dayMs;

/** What the organization that a principal acts for asks of its members and of their credentials. */
export async function getPolicy({ organizationId, userId }: Principal): Promise<Policy> {
  const { prisma } = runtime().database;
  const [policy, factors] = await Promise.all([
    readPolicy(prisma, organizationId),
    userId === null ? null : secondFactorsOf(prisma, userId),
  ]);
  return { ...viewOf(policy), you_have_second_factor: factors && hasSecondFactor(factors) };
}

function viewOf(policy: OrganizationPolicy | null): Omit<Policy, "you_have_second_factor"> {
  return {
    second_factor_from: policy?.secondFactorFrom?.toISOString() ?? null,
    max_key_days: policy?.maxKeyDays ?? null,
    max_token_days: policy?.maxTokenDays ?? null,
    allowed_ranges: policy?.allowedRanges ?? [],
    production_keys_role: policy?.productionKeysRole ?? "member",
    on_leak: policy?.onLeak ?? "quarantine",
    existing_credentials_from: policy?.existingCredentialsFrom?.toISOString() ?? null,
  };
}

/**
 * Sets the policy, for an owner. What existing credentials keep to until the date is what counted before, as far as the
 * new rules do not allow more. So a change never gives back what had stopped. 409 for an owner who asks others for a
 * second factor and has none, 400 for a date that has passed and would stop somebody at once.
 */
export async function setPolicy(principal: UserPrincipal, wanted: NewPolicy, client: Client): Promise<Policy> {
  const { changes, clock } = runtime();
  const { organizationId, userId } = principal;
  const now = new Date(clock.now());
  await changes.commit(async (tx) => {
    requireOwner(await lockOrganization(tx, principal));
    if (wanted.second_factor_from !== null && !hasSecondFactor(await secondFactorsOf(tx, userId))) {
      throw new ApiError("conflict", "Add a passkey or an authenticator app to your own account first");
    }
    const old = await holdPolicyAlone(tx, organizationId);
    const row = rowOf(wanted, old, now);
    requireNotice(row, old, now);
    await tx.organizationPolicy.upsert({
      where: { organizationId },
      create: { organizationId, ...row },
      update: row,
    });
    const factorFrom = row.secondFactorFrom;
    if (factorFrom && factorFrom > now && factorFrom.getTime() !== old?.secondFactorFrom?.getTime()) {
      await planFactorNotices(tx, organizationId, factorFrom);
    }
    const { second_factor_from: from, existing_credentials_from: date, ...rules } = viewOf({ ...row, organizationId });
    const place = { address: client.address, user_agent: client.userAgent };
    await recordEvent(tx, {
      ...actedBy(principal),
      type: "organization.policy_changed",
      subjectId: organizationId,
      data: {
        outcome: "success",
        ...place,
        second_factor_from: from,
        existing_credentials_from: date,
        ...rules,
        before: viewOf(old),
      },
    });
    return { result: undefined, subjects: [`org:${organizationId}`] };
  });
  return getPolicy(principal);
}

function rowOf(wanted: NewPolicy, old: OrganizationPolicy | null, now: Date): Rules {
  const { second_factor_from, max_key_days, max_token_days, allowed_ranges, production_keys_role } = wanted;
  const date = wanted.existing_credentials_from;
  const usual = new Date(now.getTime() + usualNoticeMs).toISOString();
  const from = date === undefined ? usual : date;
  const counted = inForce(old, now);
  const isSame = JSON.stringify(old?.allowedRanges ?? []) === JSON.stringify(allowed_ranges);
  return {
    secondFactorFrom: second_factor_from === null ? null : new Date(second_factor_from),
    maxKeyDays: max_key_days,
    maxTokenDays: max_token_days,
    allowedRanges: allowed_ranges,
    productionKeysRole: production_keys_role,
    existingCredentialsFrom: from === null ? null : new Date(from),
    priorMaxKeyDays: looser(counted.maxKeyDays, max_key_days),
    priorMaxTokenDays: looser(counted.maxTokenDays, max_token_days),
    onLeak: wanted.on_leak ?? old?.onLeak ?? "quarantine",
    priorRanges: eitherOf(counted.ranges, allowed_ranges),
    // Keys that were made under the same ranges before go on keeping to them.
    updatedAt: isSame && old ? old.updatedAt : now,
  };
}

type Rules = Omit<OrganizationPolicy, "organizationId">;

/** What breaks a policy is shown with a date before it stops: a date that has passed may stop nothing that works now. */
function requireNotice(wanted: Rules, old: OrganizationPolicy | null, now: Date): void {
  const passed = (date: Date | null | undefined) => date !== null && date !== undefined && date <= now;
  if (passed(wanted.secondFactorFrom) && !passed(old?.secondFactorFrom)) {
    throw invalidField("second_factor_from", "has passed: members without a second factor would stop unannounced");
  }
  if (passed(wanted.existingCredentialsFrom) && isStricter(wanted, inForce(old, now))) {
    throw invalidField("existing_credentials_from", "has passed: what breaks the new rules would stop unannounced");
  }
}

/** Whether rules stop anything that is let through now. */
function isStricter({ maxKeyDays, maxTokenDays, allowedRanges }: Rules, counted: ReturnType<typeof inForce>): boolean {
  const isLess = (days: number | null, before: number | null) => days !== null && (before === null || days < before);
  const isWithin = counted.ranges.length > 0 && counted.ranges.every((range) => allowedRanges.includes(range));
  const isNarrower = allowedRanges.length > 0 && !isWithin;
  return isLess(maxKeyDays, counted.maxKeyDays) || isLess(maxTokenDays, counted.maxTokenDays) || isNarrower;
}

/** What counts for existing credentials by now. */
function inForce(policy: OrganizationPolicy | null, now: Date) {
  if (!policy) return { maxKeyDays: null, maxTokenDays: null, ranges: [] };
  const { existingCredentialsFrom: from, maxKeyDays, maxTokenDays, allowedRanges } = policy;
  if (from && from <= now) return { maxKeyDays, maxTokenDays, ranges: allowedRanges };
  return { maxKeyDays: policy.priorMaxKeyDays, maxTokenDays: policy.priorMaxTokenDays, ranges: policy.priorRanges };
}

/** The more of two numbers of days; null is any. */
function looser(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : Math.max(one, other);
}

/** What lies in one of two lists; an empty list binds nothing. */
function eitherOf(one: readonly string[], other: readonly string[]): string[] {
  return one.length === 0 || other.length === 0 ? [] : [...new Set([...one, ...other])];
}
