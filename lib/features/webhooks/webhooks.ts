import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { holdRights } from "@/lib/http/hold-rights";
import { afterCursor, newestFirst, pageOf } from "@/lib/http/pagination";
import { onlyGiven } from "@/lib/platform/only-given";
import { newId } from "@/lib/platform/random";
import { lockUntilCommit } from "@/lib/platform/transaction-lock";
import { endWebhooks } from "@/lib/tenancy/end-webhooks";
import { changeEndpoint, changesOf, recordChange, replaceSecret } from "./change-endpoint";
import { newSigningSecret, sealSecret } from "./signature";
import { checkedEvents, checkedUrl, noSuchWebhook, reachOf, type Through } from "./webhook-access";
import {
  maximumWebhooks,
  type NewWebhook,
  type RotateSecret,
  type Webhook,
  type WebhookChange,
  WebhookProduct,
  type WebhookQuery,
  type WebhookWithSecret,
} from "./webhook-contract";
import { healthOf, viewOf } from "./webhook-view";

/** A page of the endpoints that the caller reaches, newest first, each with its health. */
export async function listWebhooks(
  principal: Principal,
  through: Through,
  { limit, cursor, environment, product }: WebhookQuery,
): Promise<{ data: Webhook[]; next_cursor: string | null }> {
  const found = await runtime().database.prisma.webhookEndpoint.findMany({
    where: { AND: [reachOf(principal, through), onlyGiven({ environment, product }), afterCursor(cursor)] },
    orderBy: newestFirst,
    take: limit + 1,
  });
  const { rows, next_cursor } = pageOf(found, limit);
  const health = await healthOf(rows.map(({ id }) => id));
  return { data: rows.map((row) => viewOf(row, health.get(row.id))), next_cursor };
}

/** One endpoint; 404 for one that the caller does not reach. */
export async function getWebhook(principal: Principal, through: Through, id: string): Promise<Webhook> {
  const row = await runtime().database.prisma.webhookEndpoint.findFirst({
    where: { AND: [{ id }, reachOf(principal, through)] },
  });
  if (!row) throw noSuchWebhook();
  return viewOf(row, (await healthOf([id])).get(id));
}

/** Adds an endpoint and returns its signing secret, this once; 409 at the maximum of an organization. */
export async function createWebhook(
  principal: Principal,
  product: WebhookProduct,
  { url, events, description, environment = principal.environment }: NewWebhook,
): Promise<WebhookWithSecret> {
  const { database, clock } = runtime();
  const { organizationId, userId } = principal;
  if (principal.scopes !== "all" && environment !== principal.environment) {
    throw new ApiError(
      "forbidden",
      `A ${principal.environment} credential may only create ${principal.environment} webhooks`,
    );
  }
  const secret = newSigningSecret();
  const now = new Date(clock.now());
  const fields = { url: checkedUrl(url), events: checkedEvents(events, product), description };
  const row = await database.prisma.$transaction(async (tx) => {
    await holdRights(tx, principal);
    // Parallel requests count one after the other, so that none slips past the maximum.
    await lockUntilCommit(tx, `webhooks ${organizationId}`);
    if ((await tx.webhookEndpoint.count({ where: { organizationId } })) >= maximumWebhooks) {
      throw new ApiError(
        "conflict",
        `An organization has at most ${maximumWebhooks} webhook endpoints; delete one first`,
      );
    }
    const created = await tx.webhookEndpoint.create({
      data: {
        ...fields,
        id: newId("whk"),
        organizationId,
        product,
        environment,
        sealedSecret: sealSecret(secret),
        createdById: userId,
        createdAt: now,
        updatedAt: now,
      },
    });
    await recordChange(tx, principal, "webhook.created", created);
    return created;
  });
  return { ...viewOf(row), secret };
}

/** Changes what is named; 404 for an endpoint that the caller does not reach. Switched on or given another URL, it starts without past failures. */
export async function updateWebhook(
  principal: Principal,
  through: Through,
  id: string,
  { url, events, description, enabled }: WebhookChange,
): Promise<Webhook> {
  const row = await changeEndpoint(principal, through, id, async (tx, old) => {
    const product = WebhookProduct.parse(old.product);
    return changesOf(tx, old, { url, events: events && checkedEvents(events, product), description, enabled });
  });
  return viewOf(row, (await healthOf([id])).get(id));
}

/** Replaces the signing secret and returns the new one, this once; the old one signs too until the overlap ends. */
export async function rotateSecret(
  principal: Principal,
  through: Through,
  id: string,
  { overlap_seconds }: RotateSecret,
): Promise<WebhookWithSecret> {
  const { row, health, secret } = await replaceSecret(principal, through, id, overlap_seconds);
  return { ...viewOf(row, health), secret };
}

/** Deletes an endpoint, and in the background its deliveries; 404 for one that the caller does not reach. */
export async function deleteWebhook(principal: Principal, through: Through, id: string): Promise<void> {
  await runtime().database.prisma.$transaction(async (tx) => {
    await holdRights(tx, principal);
    const found = await tx.webhookEndpoint.findFirst({ where: { AND: [{ id }, reachOf(principal, through)] } });
    if (!found) throw noSuchWebhook();
    if ((await endWebhooks(tx, { id })) > 0) await recordChange(tx, principal, "webhook.deleted", found);
  });
}
