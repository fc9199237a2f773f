import "server-only";
import { keyProductIds } from "@/lib/access/catalogue";
import { managesProduct, type Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { Prisma, WebhookEndpoint } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import { holdCaller } from "@/lib/http/hold-rights";
import { afterCursor, newestFirst, pageOf } from "@/lib/http/pagination";
import { inTransaction } from "@/lib/platform/transaction";
import { endWebhooks } from "@/lib/tenancy/end-webhooks";
import { recordChange } from "./change-endpoint";
import type { CustomerWebhook } from "./customer-webhook-contract";
import { noSuchWebhook } from "./webhook-access";
import { customerViewOf, type Health, healthOf } from "./webhook-view";

/** A page of the endpoints that a customer made in their portal, newest first; 404 for a customer who is not there. */
export async function listCustomerWebhooks(
  principal: Principal,
  customerId: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ data: CustomerWebhook[]; next_cursor: string | null }> {
  const { prisma } = runtime().database;
  const { organizationId } = principal;
  if ((await prisma.customer.count({ where: { id: customerId, organizationId } })) === 0) {
    throw new ApiError("not_found", "There is no such customer");
  }
  const found = await prisma.webhookEndpoint.findMany({
    where: { AND: [ofCustomer(principal, customerId), afterCursor(cursor)] },
    orderBy: newestFirst,
    take: limit + 1,
  });
  const { rows, next_cursor } = pageOf(found, limit);
  const health = await healthOf(rows.map(({ id }) => id));
  return { data: rows.map((row) => viewOf(row, health.get(row.id))), next_cursor };
}

/** Deletes an endpoint of a customer's, and in the background its deliveries; 404 for one that is not there. */
export function deleteCustomerWebhook(principal: Principal, customerId: string, id: string): Promise<void> {
  return inTransaction(runtime(), async (tx) => {
    await holdCaller(tx, principal);
    const where = { AND: [{ id }, ofCustomer(principal, customerId)] };
    const found = await tx.webhookEndpoint.findFirst({ where });
    if (!found) throw noSuchWebhook();
    if ((await endWebhooks(tx, { id })) > 0) await recordChange(tx, principal, "webhook.deleted", found);
  });
}

/** A management key for some products reaches the endpoints that hear of these alone. */
function ofCustomer(principal: Principal, customerId: string): Prisma.WebhookEndpointWhereInput {
  const { organizationId, managedProducts } = principal;
  const own = { organizationId: null, customerId, customer: { organizationId } };
  if (managedProducts === undefined) return own;
  const foreign = keyProductIds().filter((product) => !managesProduct(principal, product));
  return { ...own, products: { isEmpty: false }, NOT: { products: { hasSome: foreign } } };
}

function viewOf(row: WebhookEndpoint, health: Health | undefined): CustomerWebhook {
  const { url, description: _theirs, previous_secret_ends_at: _secret, ...shown } = customerViewOf(row, health);
  return { ...shown, host: new URL(url).host };
}
