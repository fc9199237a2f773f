import { z } from "zod";
import { roleIds } from "@/lib/access/catalogue";
import { AddressRange } from "@/lib/http/address-range";
import { type Contract, defineContract, v1Callers } from "@/lib/http/contract";
import { defineDashboardContract } from "@/lib/http/define-dashboard-contract";
import { leakActions } from "@/lib/http/leak";
import { Moment } from "@/lib/http/moment";
import { listOf, Page } from "@/lib/http/page";
import { Instant } from "@/lib/http/timestamp";

const KeyDays = z.number().int().min(1).max(3650);
const TokenDays = z.number().int().min(1).max(365);

const rules = {
  /** The longest lifetime of keys and of personal access tokens, in days from their making; with one they need an end. Null is any. */
  max_key_days: KeyDays.nullable(),
  max_token_days: TokenDays.nullable(),
  /** Where keys may be used from; empty is anywhere. */
  allowed_ranges: z.array(AddressRange).max(50),
  /** The least role that may make production keys. */
  production_keys_role: z.enum(roleIds),
  /** What is done with a credential that a secret-scanning partner found in public; what cannot be switched off is revoked. */
  on_leak: z.enum(leakActions),
};

/** What an organization asks of its members and of their credentials. */
export const Policy = z.object({
  /** From when on members need a second factor; null asks for none. */
  second_factor_from: Instant.nullable(),
  ...rules,
  /** From when on credentials that were there before must keep to it; null: they go on. */
  existing_credentials_from: Instant.nullable(),
  /** Whether the caller has a second factor; null for credentials that act for no user. */
  you_have_second_factor: z.boolean().nullable(),
});
export type Policy = z.output<typeof Policy>;

const reading = { product: "prompts", allow: v1Callers, scope: "organization:read" } as const;

export const policyContract = defineContract({
  ...reading,
  dashboard: true,
  method: "GET",
  path: "/v1/organization/policy",
  summary: "What the organization asks of its members and of their credentials",
  success: { status: 200, body: Policy },
});

export const NewPolicy = z.strictObject({
  second_factor_from: Moment.nullable(),
  ...rules,
  /** Left out: as before. */
  on_leak: rules.on_leak.optional(),
  /** Left out: 14 days from now. */
  existing_credentials_from: Moment.nullable().optional(),
});
export type NewPolicy = z.output<typeof NewPolicy>;

/** For a person who has just shown who they are: nothing that is kept in a script may loosen it. */
export const setPolicyContract = defineDashboardContract({
  method: "PUT",
  path: "/api/dashboard/v1/organization/policy",
  summary: "Set what the organization asks of its members and of their credentials",
  minimumRole: "owner",
  reauthenticated: true,
  body: NewPolicy,
  success: { status: 200, body: Policy },
});

/** Why something breaks a policy. */
export const violationReasons = ["no_end", "lives_too_long", "used_from_elsewhere", "no_second_factor"] as const;
export type ViolationReason = (typeof violationReasons)[number];

/** A credential or member that breaks the policy, and when that stops it. */
export const Violation = z.object({
  kind: z.enum(["api_key", "token", "member"]),
  id: z.string(),
  /** The key's or token's own, or the member's. */
  name: z.string(),
  /** Whose it is: an email address; null for a key whose maker has left. */
  owner: z.string().nullable(),
  reason: z.enum(violationReasons),
  /** Null: the policy names no date, so it goes on. */
  stops_at: Instant.nullable(),
});
export type Violation = z.output<typeof Violation>;

export const policyViolationsContract = defineContract({
  product: "prompts",
  allow: v1Callers,
  scope: "organization:admin",
  dashboard: true,
  method: "GET",
  path: "/v1/organization/policy/violations",
  summary: "Keys, tokens and members that break the policy; each with the date from which that stops it",
  query: Page,
  success: { status: 200, body: listOf(Violation) },
});

export const dashboardPolicyContracts = {
  get: policyContract,
  set: setPolicyContract,
  violations: policyViolationsContract,
};

/** Every row about an organization's policy. */
export const policyContracts: readonly Contract[] = [policyContract, setPolicyContract, policyViolationsContract];
