import "server-only";
import { productOf } from "@/lib/access/catalogue";
import type { LimitsEntry } from "@/lib/access/catalogue-document";
import { readCustomerLimits, readCustomerPlans } from "@/lib/access/customer-record";
import { managesProduct, type Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { Customer as CustomerRow, Prisma } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import { changeCredits } from "@/lib/http/change-credits";
import { holdCaller } from "@/lib/http/hold-rights";
import type { PrismaSession } from "@/lib/platform/database";
import { onlyGiven } from "@/lib/platform/only-given";
import { newId } from "@/lib/platform/random";
import { inTransaction } from "@/lib/platform/transaction";
import { creditsTold, firstCredits, removeCredits, storeCredits } from "@/lib/tenancy/credits";
import { holdCustomerName, noteRemovedCustomer } from "@/lib/tenancy/customers";
import { endKeys } from "@/lib/tenancy/end-keys";
import { endPortals } from "@/lib/tenancy/end-portals";
import { endWebhooks } from "@/lib/tenancy/end-webhooks";
import type { EventType } from "@/lib/tenancy/event-catalogue";
import { actedBy, type NewEvent, recordEvent } from "@/lib/tenancy/events";
import { noteLeftovers } from "@/lib/tenancy/metering-leftovers";
import type { Customer, CustomerChange, NewCustomer } from "./contract";
import { viewOf } from "./customer-view";
import { noSuchCustomer } from "./list-customers";

/** Makes a customer of the caller's organization; 409 where it has one of that `external_id`. */
export function createCustomer(principal: Principal, wanted: NewCustomer): Promise<{ data: Customer }> {
  const { external_id: externalId, name, metadata, plans, limits, suspended, credits } = wanted;
  requireManaged(principal, { plans, limits, credits, ...(suspended ? { suspended } : {}) });
  const { organizationId } = principal;
  return inTransaction(runtime(), async (tx) => {
    await holdCaller(tx, principal);
    await requireFree(tx, organizationId, externalId);
    const now = new Date(runtime().clock.now());
    const row = await tx.customer.create({
      data: {
        id: newId("cus"),
        organizationId,
        externalId,
        name,
        metadata: metadata as Prisma.InputJsonObject,
        plans,
        limits: limits as Prisma.InputJsonObject,
        suspendedAt: suspended ? now : null,
        createdAt: now,
        updatedAt: now,
      },
    });
    if (credits) await storeCredits(tx, organizationId, [firstCredits(row.id, credits, now.getTime())]);
    await recordCustomerEvent(tx, principal, "customer.created", row);
    return { data: await viewOf(tx, principal, row) };
  });
}

/** Changes what is named of a customer, in force from the next decision of every process. 404 for who is not there. */
export async function updateCustomer(
  principal: Principal,
  id: string,
  change: CustomerChange,
): Promise<{ data: Customer }> {
  requireManaged(principal, change);
  requireSameIdentity(principal, change);
  const { organizationId } = principal;
  const { external_id: externalId, name, metadata, suspended } = change;
  return runtime().changes.commit(async (tx) => {
    await holdCaller(tx, principal);
    const before = await holdForChange(tx, organizationId, id);
    if (externalId !== undefined && externalId !== before.externalId) await requireFree(tx, organizationId, externalId);
    const now = new Date(runtime().clock.now());
    const row = await tx.customer.update({
      where: { id },
      data: onlyGiven({
        externalId,
        name,
        metadata: metadata as Prisma.InputJsonObject | undefined,
        plans: change.plans && merged(readCustomerPlans(before.plans), change.plans),
        limits: change.limits && (merged(readCustomerLimits(before.limits), change.limits) as Prisma.InputJsonObject),
        suspendedAt: suspended === undefined ? undefined : suspended ? (before.suspendedAt ?? now) : null,
        updatedAt: now,
      }),
    });
    const switched = suspended !== undefined && suspended !== (before.suspendedAt !== null);
    if (switched && suspended) await endPortals(tx, { organizationId, customerId: id }, now);
    if (switched)
      await recordCustomerEvent(tx, principal, suspended ? "customer.suspended" : "customer.reactivated", row);
    const changed = Object.keys(change).filter((member) => member !== "suspended" && member !== "credits");
    if (changed.length > 0)
      await recordCustomerEvent(tx, principal, "customer.updated", row, { changed: changed.toSorted() });
    if (change.credits !== undefined) {
      const credits = await changeCredits(tx, { holder: id, organizationId }, change.credits, now.getTime());
      await recordCustomerEvent(tx, principal, "customer.credits_changed", row, creditsTold(credits));
    }
    // What tokens of its members made knows them by their users.
    const members = switched ? await memberSubjects(tx, id) : [];
    return { result: { data: await viewOf(tx, principal, row) }, subjects: [`customer:${id}`, ...members] };
  });
}

/** The users who act for a customer, as what their credentials hang on. */
async function memberSubjects(tx: PrismaSession, customerId: string): Promise<string[]> {
  const members = await tx.customerMember.findMany({ where: { customerId }, select: { userId: true } });
  return members.map(({ userId }) => `user:${userId}`);
}

/** Deletes a customer, and revokes their keys with what these made. 404 for who is not there. */
export function deleteCustomer(principal: Principal, id: string): Promise<void> {
  requireManaged(principal, { suspended: true });
  const { organizationId } = principal;
  return runtime().changes.commit(async (tx) => {
    await holdCaller(tx, principal);
    // No key is made for them from here on: whoever makes one holds them too.
    const row = await holdForChange(tx, organizationId, id);
    const now = new Date(runtime().clock.now());
    await noteRemovedCustomer(tx, row, now);
    const { actorId, credentialId } = actedBy(principal);
    const ended = await endKeys(tx, { organizationId, customerId: id }, [], {
      actor: { actorId, credentialId },
      now,
      with: id,
    });
    const members = await memberSubjects(tx, id);
    await removeCredits(tx, id);
    await endWebhooks(tx, { customerId: id });
    await tx.customer.delete({ where: { id } });
    await noteLeftovers(tx, "customer", [id]);
    await recordCustomerEvent(tx, principal, "customer.deleted", row, { keys_revoked: ended.keyIds.length });
    return { result: undefined, subjects: [`customer:${id}`, ...members, ...ended.subjects] };
  });
}

/**
 * A management key for some products says nothing of others, and ends or keeps out nobody, whose keys of other products would
 * stop too: 403.
 */
export function requireManaged(
  principal: Principal,
  { plans = {}, limits = {}, suspended, credits }: CustomerChange,
): void {
  if (principal.managedProducts === undefined) return;
  if (credits !== undefined) {
    throw new ApiError("forbidden", "A management key for some products may not change a customer's credits for all");
  }
  if (suspended !== undefined) {
    throw new ApiError("forbidden", "A management key for some products may not stop or free a customer's keys of all");
  }
  const foreign = [...Object.keys(plans), ...Object.keys(limits)].find((id) => !managesProduct(principal, id));
  if (foreign !== undefined) {
    throw new ApiError("forbidden", `The calling key does not manage ${productOf(foreign).label}`);
  }
}

/** Every product's upstream is told who a customer is: a management key for some products leaves that as it stands. */
function requireSameIdentity(principal: Principal, { external_id, name, metadata }: CustomerChange): void {
  if (principal.managedProducts === undefined) return;
  if (external_id === undefined && name === undefined && metadata === undefined) return;
  throw new ApiError("forbidden", "A management key for some products may not change who a customer is for all");
}

/** A customer of the organization, whom nobody else changes until the transaction ends. */
export async function holdForChange(tx: PrismaSession, organizationId: string, id: string): Promise<CustomerRow> {
  await tx.$queryRaw`SELECT id FROM customers WHERE id = ${id} AND organization_id = ${organizationId} FOR UPDATE`;
  const row = await tx.customer.findFirst({ where: { id, organizationId } });
  if (!row) throw noSuchCustomer();
  return row;
}

async function requireFree(tx: PrismaSession, organizationId: string, externalId: string): Promise<void> {
  await holdCustomerName(tx, organizationId, externalId);
  const taken = await tx.customer.count({ where: { organizationId, externalId }, take: 1 });
  if (taken > 0) throw new ApiError("conflict", `There is a customer with the external_id ${externalId} already`);
}

/** What was said of some products beside what stays of the others; null takes away. */
function merged<Value extends string | LimitsEntry>(
  before: Readonly<Record<string, Value>>,
  change: Readonly<Record<string, Value | null | undefined>>,
): Record<string, Value> {
  const kept = Object.entries(before).filter(([product]) => change[product] === undefined);
  const said = Object.entries(change).flatMap(([product, value]) => (value ? [[product, value] as const] : []));
  return Object.fromEntries([...kept, ...said]);
}

type Told = NewEvent["data"];

/** Metadata may be personal data, and is told by no event. */
export async function recordCustomerEvent(
  tx: PrismaSession,
  principal: Principal,
  type: EventType,
  { id, externalId, name }: CustomerRow,
  more: Told = {},
): Promise<void> {
  const data = { customer_id: id, external_id: externalId, name, ...more };
  const about = { subjectId: id, customerId: isTheirs(type, more) ? id : null, data };
  await recordEvent(tx, { ...actedBy(principal), environment: "production", type, ...about });
}

/** Whether a customer may be told themselves: of their credits, and of their plans and limits, but not of what is noted of them. */
function isTheirs(type: EventType, { changed }: Told): boolean {
  if (type !== "customer.updated") return type === "customer.credits_changed";
  return Array.isArray(changed) && (changed.includes("plans") || changed.includes("limits"));
}
