import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { Prisma } from "@/lib/generated/prisma/client";
import { ApiError, invalidField } from "@/lib/http/api-error";
import { parseJson } from "@/lib/http/body";
import { decodeCursor, pageOf } from "@/lib/http/pagination";
import { likeLiteral } from "@/lib/platform/text-search";
import type { Customer, CustomerQuery } from "./contract";
import { viewOf, viewsOf } from "./customer-view";

/** A page of the organization's customers, newest first. */
export async function listCustomers(
  principal: Principal,
  query: CustomerQuery,
): Promise<{ data: Customer[]; next_cursor: string | null }> {
  const { prisma } = runtime().database;
  const conditions = [Prisma.sql`organization_id = ${principal.organizationId}`, ...filtersOf(query)];
  const places = await prisma.$queryRaw<{ id: string; createdAt: Date }[]>`
    SELECT id, created_at AS "createdAt" FROM customers WHERE ${Prisma.join(conditions, " AND ")}
     ORDER BY created_at DESC, id DESC LIMIT ${query.limit + 1}`;
  const { rows, next_cursor } = pageOf(places, query.limit);
  const found = await prisma.customer.findMany({
    where: { organizationId: principal.organizationId, id: { in: rows.map(({ id }) => id) } },
  });
  const byId = new Map(found.map((row) => [row.id, row]));
  // One that was deleted meanwhile is left out.
  const there = rows.flatMap(({ id }) => byId.get(id) ?? []);
  return { data: await viewsOf(prisma, principal, there), next_cursor };
}

/** One customer of the organization; 404 where there is none. */
export async function readCustomer(principal: Principal, id: string): Promise<{ data: Customer }> {
  const { organizationId } = principal;
  const { prisma } = runtime().database;
  const row = await prisma.customer.findFirst({ where: { id, organizationId } });
  if (!row) throw noSuchCustomer();
  return { data: await viewOf(prisma, principal, row) };
}

/** 404 for a customer. */
export function noSuchCustomer(): ApiError {
  return new ApiError("not_found", "There is no such customer");
}

function filtersOf({ external_id, metadata, suspended, search, cursor }: CustomerQuery): Prisma.Sql[] {
  const filters: Prisma.Sql[] = [];
  if (external_id !== undefined) filters.push(Prisma.sql`external_id = ${external_id}`);
  if (metadata !== undefined) filters.push(Prisma.sql`metadata @> ${wantedMetadata(metadata)}::jsonb`);
  if (suspended !== undefined) {
    filters.push(suspended === "true" ? Prisma.sql`suspended_at IS NOT NULL` : Prisma.sql`suspended_at IS NULL`);
  }
  if (search) {
    const pattern = `%${likeLiteral(search)}%`;
    filters.push(Prisma.sql`(name ILIKE ${pattern} OR external_id ILIKE ${pattern})`);
  }
  if (cursor !== undefined) {
    const { createdAt, id } = decodeCursor(cursor);
    filters.push(Prisma.sql`(created_at, id) < (${createdAt}, ${id})`);
  }
  return filters;
}

/** The filter as the database compares it; 400 for anything but a JSON object that it could hold. */
function wantedMetadata(text: string): string {
  const value = parseJson(Buffer.from(text));
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return JSON.stringify(value);
  throw invalidField("metadata", 'must be a JSON object, such as {"tier":"gold"}');
}
