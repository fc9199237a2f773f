import { z } from "zod";
import { roleIds } from "@/lib/access/catalogue";
import { seenBy } from "@/lib/http/administered";
import { type Contract, defineContract } from "@/lib/http/contract";
import { defineDashboardContract } from "@/lib/http/define-dashboard-contract";
import { listOf, Page } from "@/lib/http/page";
import { Timestamp } from "@/lib/http/timestamp";

/** A member of the organization who acts there for one of its customers. */
export const CustomerMember = z.object({
  user_id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(roleIds),
  /** Since when they act for the customer. */
  attached_at: Timestamp,
});
export type CustomerMember = z.output<typeof CustomerMember>;

const path = "/api/v1/customers/{id}/members";
const params = z.object({ id: z.string(), user_id: z.string() });
const seen = seenBy("manage:customers:read");
const changed = seenBy("manage:customers:write");

export const listCustomerMembersContract = defineContract({
  ...seen,
  dashboard: true,
  method: "GET",
  path,
  summary: "Members of the organization who act for a customer, newest first",
  params: z.object({ id: z.string() }),
  query: Page,
  success: { status: 200, body: listOf(CustomerMember), framed: true },
});

export const attachMemberContract = defineContract({
  ...changed,
  dashboard: true,
  method: "PUT",
  path: `${path}/{user_id}`,
  refuses: [409],
  summary: "Let a member act for a customer; on its limits and credits they then count",
  params,
  success: { status: 200, body: z.object({ data: CustomerMember }), framed: true },
});

export const detachMemberContract = defineContract({
  ...changed,
  dashboard: true,
  method: "DELETE",
  path: `${path}/{user_id}`,
  summary: "Let a member act for a customer no more",
  params,
  success: { status: 204 },
});

/** Part of the name or address of a member; with `id`, that one alone. */
export const CandidateQuery = z.object({
  search: z.string().trim().max(100).optional(),
  id: z.string().max(200).optional(),
});
export type CandidateQuery = z.output<typeof CandidateQuery>;

export const Candidate = CustomerMember.pick({ name: true, email: true }).extend({ id: z.string() });
export type Candidate = z.output<typeof Candidate>;

/** How many members a search offers. */
export const offeredCandidates = 20;

export const findCandidatesContract = defineDashboardContract({
  instanceAdmin: true,
  method: "GET",
  path: "/api/dashboard/customers/candidates",
  summary: "Members who may be let act for a customer",
  query: CandidateQuery,
  success: { status: 200, body: z.object({ data: z.array(Candidate) }) },
});

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [
  listCustomerMembersContract,
  attachMemberContract,
  detachMemberContract,
  findCandidatesContract,
];
