import { z } from "zod";
import { type Contract, defineContract, v1Callers } from "@/lib/http/contract";
import { defineDashboardContract } from "@/lib/http/define-dashboard-contract";
import { Instant, Timestamp } from "@/lib/http/timestamp";
import { canonicalDomain } from "@/lib/platform/email-address";

/** In its ASCII form, as addresses hold it. */
const Domain = z
  .string()
  .max(253)
  .transform((text, context) => {
    const domain = canonicalDomain(text);
    if (domain === null) context.addIssue("is not a domain");
    return domain ?? z.NEVER;
  });

/** A domain of email addresses that the organization claims, and what its DNS must say to prove it. */
export const ClaimedDomain = z.object({
  id: z.string(),
  domain: z.string(),
  /** The TXT record that proves it. */
  record: z.object({ name: z.string(), value: z.string() }),
  /** Null: not proved yet; nothing follows from it until then. */
  verified_at: Instant.nullable(),
  /** The provider by which its addresses must sign in; null: any way. */
  required_provider: z.object({ id: z.string(), label: z.string(), configured: z.boolean() }).nullable(),
  created_at: Timestamp,
});
export type ClaimedDomain = z.output<typeof ClaimedDomain>;

export const ClaimedDomains = z.object({
  data: z.array(ClaimedDomain),
  /** What can be required: the deployment's providers that vouch for addresses. */
  providers: z.array(z.object({ id: z.string(), label: z.string() })),
});
export type ClaimedDomains = z.output<typeof ClaimedDomains>;

const path = "/v1/organization/domains";

export const listDomainsContract = defineContract({
  product: "prompts",
  allow: v1Callers,
  scope: "organization:admin",
  dashboard: true,
  method: "GET",
  path,
  summary: "Domains of email addresses that the organization claims; each with the DNS record that proves it",
  success: { status: 200, body: ClaimedDomains },
});

/** How people sign in is for an owner who has just shown who they are. */
const owners = {
  minimumRole: "owner",
  reauthenticated: true,
} as const;

export const claimDomainContract = defineDashboardContract({
  ...owners,
  method: "POST",
  path: `/api/dashboard${path}`,
  summary: "Claim a domain of email addresses",
  body: z.strictObject({ domain: Domain }),
  success: { status: 201, body: ClaimedDomain },
});

const params = z.object({ id: z.string() });

export const verifyDomainContract = defineDashboardContract({
  ...owners,
  method: "POST",
  path: `/api/dashboard${path}/{id}/verify`,
  summary: "Look for the DNS record that proves a claimed domain",
  params,
  success: { status: 200, body: ClaimedDomain },
});

export const DomainChange = z.strictObject({
  /** `github`, `google`, `oidc` or `oidc-2`; null for any way. */
  required_provider: z.string().max(100).nullable(),
});

export const changeDomainContract = defineDashboardContract({
  ...owners,
  method: "PATCH",
  path: `/api/dashboard${path}/{id}`,
  summary: "Say by which provider the addresses of a proved domain must sign in",
  params,
  body: DomainChange,
  success: { status: 200, body: ClaimedDomain },
});

export const removeDomainContract = defineDashboardContract({
  ...owners,
  method: "DELETE",
  path: `/api/dashboard${path}/{id}`,
  summary: "Give up a domain; its addresses sign in any way again",
  params,
  success: { status: 204 },
});

export const dashboardDomainContracts = {
  list: listDomainsContract,
  claim: claimDomainContract,
  verify: verifyDomainContract,
  change: changeDomainContract,
  remove: removeDomainContract,
};

/** Every row about domains of email addresses. */
export const domainContracts: readonly Contract[] = Object.values(dashboardDomainContracts);
