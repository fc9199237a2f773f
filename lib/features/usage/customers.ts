import "server-only";
import type { Principal, UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { newestFirst } from "@/lib/http/pagination";
import { likeLiteral } from "@/lib/platform/text-search";
import { type CredentialQuery, type CustomerChoice, offeredCustomers, type UsageQuery } from "./contract";
import { visibleCredentials, visibleIds } from "./credentials";

/**
 * The customer whose requests alone are asked for; undefined: no one's. 403 for who may not see every key of the
 * organization one by one: whose customers' they are is no less. One who is not there, or another organization's, has none.
 */
export async function customerIdOf(
  principal: Principal,
  { group, customerId, externalId }: UsageQuery,
): Promise<string | undefined> {
  if (group !== "customer" && customerId === undefined && externalId === undefined) return undefined;
  if ((await visibleIds(principal)) !== null) {
    throw new ApiError("forbidden", "Only an admin of the organization may see usage by customer");
  }
  if (externalId === undefined) return customerId;
  const { organizationId } = principal;
  const found = await runtime().database.prisma.customer.findFirst({
    where: { organizationId, externalId, ...(customerId === undefined ? {} : { id: customerId }) },
    select: { id: true },
  });
  return found?.id ?? "";
}

/** Whether the organization has customers whose usage a caller may see. */
export async function seesCustomers(principal: UserPrincipal): Promise<boolean> {
  if (!visibleCredentials(principal).all) return false;
  const { prisma } = runtime().database;
  return (
    (await prisma.customer.findFirst({ where: { organizationId: principal.organizationId }, select: { id: true } })) !==
    null
  );
}

/** The customers that match, the newest first; none for who may not see their usage. */
export async function findCustomers(
  principal: UserPrincipal,
  { search, id }: CredentialQuery,
): Promise<{ data: CustomerChoice[] }> {
  if (!visibleCredentials(principal).all) return { data: [] };
  const contains = search ? { contains: likeLiteral(search), mode: "insensitive" as const } : null;
  const rows = await runtime().database.prisma.customer.findMany({
    where: {
      organizationId: principal.organizationId,
      ...(id === undefined ? {} : { id }),
      ...(contains ? { OR: [{ name: contains }, { externalId: contains }] } : {}),
    },
    orderBy: [...newestFirst],
    take: offeredCustomers,
  });
  return { data: rows.map(({ id: of, name, externalId }) => ({ id: of, name, external_id: externalId })) };
}
