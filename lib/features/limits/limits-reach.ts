import "server-only";
import type { Principal } from "@/lib/access/principal";
import { Prisma } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";

/** Namespaces belong to no product: a management key for some products reaches none of them, which is a 403. */
export function requireWholeReach({ managedProducts }: Principal): void {
  if (managedProducts === undefined) return;
  throw new ApiError(
    "forbidden",
    "Limit namespaces belong to no product; a management key for some products may not use them",
  );
}

/** Rows of a namespace of the caller's organization. */
export function isOfNamespace({ organizationId }: Principal, name: string): Prisma.Sql {
  return Prisma.sql`namespace_id =
    (SELECT n.id FROM limit_namespaces n WHERE n.organization_id = ${organizationId} AND n.name = ${name})`;
}
