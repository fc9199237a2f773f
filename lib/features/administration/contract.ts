import { z } from "zod";
import { countedProductIds, type ProductId, planIds, productIds, productOf } from "@/lib/access/catalogue";
import { Concurrency, LimitCount } from "@/lib/access/limit-count";
import { administered } from "@/lib/http/administered";
import { catalogueId } from "@/lib/http/catalogue-id";
import { type Contract, defineContract } from "@/lib/http/contract";
import { defineDashboardContract } from "@/lib/http/define-dashboard-contract";
import { listOf, Page } from "@/lib/http/page";
import { Instant, Timestamp } from "@/lib/http/timestamp";
import { OneById, SearchText } from "./admin-shapes";
import { userContracts } from "./user-contract";

const Count = z.number().int();
const Plan = catalogueId(planIds);
/** Products that have limits which can be set for one organization. */
export function limitedProductIds(): ProductId[] {
  return countedProductIds().filter((id) => Object.keys(productOf(id).limits).length > 0);
}

/** Limits of one product; all counts are requests but `concurrency`, how many calls may run at once. */
export const Limits = z.strictObject({
  perMinute: LimitCount,
  burst: LimitCount,
  perDay: LimitCount.exactOptional(),
  perMonth: LimitCount.exactOptional(),
  concurrency: Concurrency.exactOptional(),
});
export type Limits = z.output<typeof Limits>;

const limitsByProduct = <Schema extends z.ZodType>(schema: Schema) =>
  z.partialRecord(catalogueId(limitedProductIds), schema);

/** An organization as the operator sees it. */
export const AdminOrganization = z.object({
  id: z.string(),
  name: z.string(),
  plan: Plan,
  created_at: Timestamp,
  members: Count,
  /** Keys that the gate takes now: what is disabled, scheduled or suspended does not count. */
  active_keys: Count,
  /** Requests of the last 30 UTC days, today included. */
  requests_30d: Count,
  /** Products whose limits were set for this organization. */
  overridden: z.array(catalogueId(productIds)),
});
export type AdminOrganization = z.output<typeof AdminOrganization>;

/** One product's limits: what counts, what the plan says, and what an admin set. */
export const AdminProductLimits = z.object({
  product: catalogueId(productIds),
  label: z.string(),
  /** Without a rate where the plan has windows of its own alone. */
  plan: Limits.partial().nullable(),
  override: Limits.nullable(),
});
export type AdminProductLimits = z.output<typeof AdminProductLimits>;

export const AdminOrganizationDetail = AdminOrganization.extend({
  limits: z.array(AdminProductLimits),
  /** Whether the plan takes limits of its own. */
  overridable: z.boolean(),
  people: z.array(z.object({ id: z.string(), email: z.string(), name: z.string(), role: z.string() })),
});
export type AdminOrganizationDetail = z.output<typeof AdminOrganizationDetail>;

export const AdminOrganizationQuery = Page.extend({
  /** Part of the name or of a member's email address, or the whole identifier. */
  search: SearchText.optional(),
  plan: Plan.optional(),
});
export type AdminOrganizationQuery = z.output<typeof AdminOrganizationQuery>;

export const OrganizationChange = z
  .strictObject({
    plan: Plan.optional(),
    /** Null goes back to the plan's limits. */
    limits: limitsByProduct(Limits.nullable().exactOptional()).optional(),
  })
  .refine(({ plan, limits }) => plan !== undefined || limits !== undefined, "names nothing to change");
export type OrganizationChange = z.output<typeof OrganizationChange>;

export const listOrganizationsContract = defineContract({
  ...administered,
  dashboard: true,
  method: "GET",
  path: "/api/v1/admin/organizations",
  summary: "List every organization of this deployment, newest first",
  query: AdminOrganizationQuery,
  success: { status: 200, body: listOf(AdminOrganization), framed: true },
});

export const getOrganizationContract = defineContract({
  ...administered,
  dashboard: true,
  method: "GET",
  path: "/api/v1/admin/organizations/{id}",
  summary: "An organization with its limits and members",
  params: OneById,
  success: { status: 200, body: z.object({ data: AdminOrganizationDetail }), framed: true },
});

export const changeOrganizationContract = defineContract({
  ...administered,
  dashboard: true,
  method: "PATCH",
  path: "/api/v1/admin/organizations/{id}",
  summary: "Set an organization's plan, and on Enterprise its limits; both count from the next request",
  params: OneById,
  body: OrganizationChange,
  success: { status: 200, body: z.object({ data: AdminOrganizationDetail }), framed: true },
});

export const dashboardAdminContracts = {
  listOrganizations: listOrganizationsContract,
  getOrganization: getOrganizationContract,
  changeOrganization: changeOrganizationContract,
};

/** What an owner asks of the deployment's administrators. */
export const PlanRequest = z.strictObject({
  plan: Plan,
  message: z.string().trim().max(1_000, "must have at most 1,000 characters").default(""),
});
export type PlanRequest = z.output<typeof PlanRequest>;

export const requestPlanContract = defineDashboardContract({
  method: "POST",
  path: "/api/dashboard/plan-requests",
  summary: "Ask the administrators for another plan; once a day",
  minimumRole: "owner",
  body: PlanRequest,
  success: { status: 202, body: z.object({ requested_at: Instant }) },
});

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [
  listOrganizationsContract,
  getOrganizationContract,
  changeOrganizationContract,
  requestPlanContract,
  ...userContracts,
];
