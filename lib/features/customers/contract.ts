import { z } from "zod";
import { countedProductIds, type ProductId, planIds } from "@/lib/access/catalogue";
import { Limits } from "@/lib/access/catalogue-document";
import { takesCustomers } from "@/lib/access/customer";
import { seenBy } from "@/lib/http/administered";
import { catalogueId } from "@/lib/http/catalogue-id";
import { type Contract, defineContract } from "@/lib/http/contract";
import { Credits, CreditsChange, NewCredits, TopUp } from "@/lib/http/credits";
import { ExternalId } from "@/lib/http/external-id";
import { Metadata, maxMetadataBytes } from "@/lib/http/metadata";
import { labelOf } from "@/lib/http/name";
import { listOf, Page } from "@/lib/http/page";
import { Instant, Timestamp } from "@/lib/http/timestamp";

/** Products on which customers count apart: those with keys that anybody may make. */
export function customerProductIds(): ProductId[] {
  return countedProductIds().filter(takesCustomers);
}

const Product = catalogueId(customerProductIds);
const Plan = catalogueId(planIds);

/** Whom the organization sells its API to. */
export const Customer = z.object({
  id: z.string(),
  /** What the organization itself calls them; unique in it. */
  external_id: z.string(),
  name: z.string(),
  metadata: z.record(z.string(), z.unknown()),
  /** Product to plan. */
  plans: z.record(z.string(), z.string()),
  /** Product to limits, in place of its plan's. */
  limits: z.record(z.string(), Limits),
  /** What all their keys may still take together; of test keys, apart. Null: it is not counted. */
  credits: Credits.nullable(),
  suspended: z.boolean(),
  suspended_at: Instant.nullable(),
  created_at: Timestamp,
  updated_at: Instant,
});
export type Customer = z.output<typeof Customer>;

export const NewCustomer = z.strictObject({
  external_id: ExternalId,
  name: labelOf(200).default(""),
  metadata: Metadata.meta({ examples: [{ tier: "gold" }] }).default({}),
  plans: z.partialRecord(Product, Plan).default({}),
  limits: z.partialRecord(Product, Limits).default({}),
  credits: NewCredits.optional(),
  suspended: z.boolean().default(false),
});
export type NewCustomer = z.output<typeof NewCustomer>;

export const CustomerChange = z
  .strictObject({
    external_id: ExternalId.optional(),
    name: labelOf(200).optional(),
    /** In place of all that there was. */
    metadata: Metadata.meta({ examples: [{ tier: "gold" }] }).optional(),
    /** By product; what is not named stays, and null takes it away. */
    plans: z.partialRecord(Product, Plan.nullable()).optional(),
    limits: z.partialRecord(Product, Limits.nullable()).optional(),
    /** Null: they are counted no more. */
    credits: CreditsChange.nullable().optional(),
    suspended: z.boolean().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, "names nothing to change");
export type CustomerChange = z.output<typeof CustomerChange>;

export const CustomerQuery = Page.extend({
  external_id: ExternalId.optional(),
  /** A JSON object that the metadata holds, such as `{"tier":"gold"}`. */
  metadata: z.string().min(2).max(maxMetadataBytes).optional(),
  suspended: z.enum(["true", "false"]).optional(),
  /** Part of the name, or of what the organization calls them. */
  search: z.string().trim().max(100).optional(),
});
export type CustomerQuery = z.output<typeof CustomerQuery>;

const path = "/api/v1/customers";
const params = z.object({ id: z.string() });
const One = z.object({ data: Customer });
const seen = seenBy("manage:customers:read");
const changed = seenBy("manage:customers:write");

export const listCustomersContract = defineContract({
  ...seen,
  dashboard: true,
  method: "GET",
  path,
  summary: "Customers of the organization, newest first",
  query: CustomerQuery,
  success: { status: 200, body: listOf(Customer), framed: true },
});

export const createCustomerContract = defineContract({
  ...changed,
  dashboard: true,
  method: "POST",
  path,
  refuses: [409],
  summary: "Create a customer, whose keys count together",
  body: NewCustomer,
  success: { status: 201, body: One, framed: true },
});

export const customerContract = defineContract({
  ...seen,
  dashboard: true,
  method: "GET",
  path: `${path}/{id}`,
  summary: "One customer",
  params,
  success: { status: 200, body: One, framed: true },
});

export const updateCustomerContract = defineContract({
  ...changed,
  dashboard: true,
  method: "PATCH",
  path: `${path}/{id}`,
  refuses: [409],
  summary: "Change or suspend a customer; it counts from the next decision, in every process",
  params,
  body: CustomerChange,
  success: { status: 200, body: One, framed: true },
});

export const deleteCustomerContract = defineContract({
  ...changed,
  dashboard: true,
  method: "DELETE",
  path: `${path}/{id}`,
  summary: "Delete a customer and revoke their keys",
  params,
  success: { status: 204 },
});

export const topUpCustomerContract = defineContract({
  ...changed,
  dashboard: true,
  method: "POST",
  path: `${path}/{id}/credits`,
  refuses: [409],
  creates: true,
  summary: "Add credits to those that a customer has left, or set how many are left",
  params,
  body: TopUp,
  success: { status: 200, body: z.object({ data: Credits }), framed: true },
});

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [
  listCustomersContract,
  createCustomerContract,
  customerContract,
  updateCustomerContract,
  deleteCustomerContract,
  topUpCustomerContract,
];
