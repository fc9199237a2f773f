import "server-only";
import { keyProductIds } from "@/lib/access/catalogue";
import { managesProduct, type Principal } from "@/lib/access/principal";
import type { Prisma } from "@/lib/generated/prisma/client";

/** Which templates a caller reaches: a management key those of the products that it manages, others all of their organization. */
export function templatesOf(principal: Principal): Prisma.KeyTemplateWhereInput {
  const { organizationId, kind, managedProducts } = principal;
  if (kind !== "management-key") return { organizationId };
  const managed = { product: { in: keyProductIds().filter((id) => managesProduct(principal, id)) } };
  // What names no product is of all of them.
  return { organizationId, OR: managedProducts === undefined ? [managed, { product: null }] : [managed] };
}
