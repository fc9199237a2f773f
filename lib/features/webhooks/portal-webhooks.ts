import "server-only";
import type { PortalPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { holdRights } from "@/lib/http/hold-rights";
import { afterCursor, newestFirst, pageOf } from "@/lib/http/pagination";
import { newId } from "@/lib/platform/random";
import { inTransaction } from "@/lib/platform/transaction";
import { lockUntilCommit } from "@/lib/platform/transaction-lock";
import { customerEventIds } from "@/lib/tenancy/customer-events";
import { changeEndpoint, changesOf, recordChange, replaceSecret } from "./change-endpoint";
import {
  maximumPortalWebhooks,
  type NewPortalWebhook,
  type PortalWebhook,
  type PortalWebhookChange,
  type PortalWebhookWithSecret,
} from "./portal-webhook-contract";
import { newSigningSecret, sealSecret } from "./signature";
import { checkedUrl, chosenOf, reachOf } from "./webhook-access";
import type { RotateSecret } from "./webhook-contract";
import { customerViewOf, healthOf } from "./webhook-view";

/** A page of the customer's endpoints, newest first, each with its health. */
export async function listPortalWebhooks(
  principal: PortalPrincipal,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ data: PortalWebhook[]; next_cursor: string | null }> {
  const found = await runtime().database.prisma.webhookEndpoint.findMany({
    where: { AND: [reachOf(principal, null), afterCursor(cursor)] },
    orderBy: newestFirst,
    take: limit + 1,
  });
  const { rows, next_cursor } = pageOf(found, limit);
  const health = await healthOf(rows.map(({ id }) => id));
  return { data: rows.map((row) => customerViewOf(row, health.get(row.id))), next_cursor };
}

/**
 * Adds an endpoint of the customer's and returns its signing secret, this once; 409 at the maximum of a customer. It hears of the
 * products that the session shows, and goes on when that ends.
 */
export function createPortalWebhook(
  principal: PortalPrincipal,
  { url, events, description, environment }: NewPortalWebhook,
): Promise<PortalWebhookWithSecret> {
  const { customer, portal } = principal;
  const customerId = customer.id;
  const secret = newSigningSecret();
  const now = new Date(runtime().clock.now());
  const fields = { url: checkedUrl(url, { customerId }), events: chosenOf(customerEventIds, events), description };
  return inTransaction(runtime(), async (tx) => {
    await holdRights(tx, principal);
    // Parallel requests count one after the other, so that none slips past the maximum.
    await lockUntilCommit(tx, `portal-webhooks ${customerId}`);
    if ((await tx.webhookEndpoint.count({ where: { customerId } })) >= maximumPortalWebhooks) {
      throw new ApiError(
        "conflict",
        `There are ${maximumPortalWebhooks} endpoints, which is the most; delete one first`,
      );
    }
    const row = await tx.webhookEndpoint.create({
      data: {
        ...fields,
        id: newId("whk"),
        customerId,
        products: portal.products?.toSorted() ?? [],
        product: "portal",
        environment,
        sealedSecret: sealSecret(secret),
        createdAt: now,
        updatedAt: now,
      },
    });
    await recordChange(tx, principal, "webhook.created", row);
    return { ...customerViewOf(row), secret };
  });
}

/** Changes what is named; 404 for an endpoint that is not the customer's. */
export async function updatePortalWebhook(
  principal: PortalPrincipal,
  id: string,
  { events, ...change }: PortalWebhookChange,
): Promise<PortalWebhook> {
  const row = await changeEndpoint(principal, null, id, (tx, old) =>
    changesOf(tx, old, { ...change, events: events && chosenOf(customerEventIds, events) }),
  );
  return customerViewOf(row, (await healthOf([id])).get(id));
}

/** Replaces the signing secret and returns the new one, this once; the old one signs too until the overlap ends. */
export async function rotatePortalSecret(
  principal: PortalPrincipal,
  id: string,
  { overlap_seconds }: RotateSecret,
): Promise<PortalWebhookWithSecret> {
  const { row, health, secret } = await replaceSecret(principal, null, id, overlap_seconds);
  return { ...customerViewOf(row, health), secret };
}
