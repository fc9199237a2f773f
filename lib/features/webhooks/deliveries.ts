import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { Prisma, WebhookAttempt } from "@/lib/generated/prisma/client";
import { afterCursor, newestFirst, pageOf } from "@/lib/http/pagination";
import { onlyGiven } from "@/lib/platform/only-given";
import { wholeSecond } from "@/lib/platform/whole-second";
import type { Attempt, Delivery, DeliveryDetail, DeliveryQuery } from "./delivery-contract";
import { noSuchDelivery, noSuchWebhook, reachOf, type Through } from "./webhook-access";

/** A delivery with its attempts, oldest first, without the texts of body and answers. */
export const withAttempts = {
  log: { orderBy: { id: "asc" }, omit: { responseBody: true } },
} satisfies Prisma.WebhookDeliveryInclude;

/** A page of an endpoint's deliveries, newest first; 404 for an endpoint that the caller does not reach. */
export async function listDeliveries(
  principal: Principal,
  through: Through,
  webhookId: string,
  { limit, cursor, status }: DeliveryQuery,
): Promise<{ data: Delivery[]; next_cursor: string | null }> {
  const { prisma } = runtime().database;
  const endpoint = { id: webhookId, ...reachOf(principal, through) };
  const found = await prisma.webhookDelivery.findMany({
    where: { AND: [{ endpoint, ...onlyGiven({ status }) }, afterCursor(cursor)] },
    orderBy: newestFirst,
    take: limit + 1,
    include: withAttempts,
  });
  if (found.length === 0 && (await prisma.webhookEndpoint.count({ where: endpoint })) === 0) throw noSuchWebhook();
  const { rows, next_cursor } = pageOf(found, limit);
  return { data: rows.map(deliveryView), next_cursor };
}

/** One delivery with its body and every answer; 404 for one that the caller does not reach. */
export async function getDelivery(
  principal: Principal,
  through: Through,
  webhookId: string,
  id: string,
): Promise<DeliveryDetail> {
  const row = await runtime().database.prisma.webhookDelivery.findFirst({
    where: { id, endpoint: { id: webhookId, ...reachOf(principal, through) } },
    include: { log: { orderBy: { id: "asc" } } },
  });
  if (!row) throw noSuchDelivery();
  return {
    ...deliveryView(row),
    payload: row.payload,
    attempts: row.log.map((attempt) => ({ ...attemptView(attempt), response_body: attempt.responseBody })),
  };
}

type DeliveryRow = Prisma.WebhookDeliveryGetPayload<{ include: typeof withAttempts }>;

/** A stored delivery as clients see it. */
export function deliveryView(
  row: Omit<DeliveryRow, "log"> & { log: Omit<WebhookAttempt, "responseBody">[] },
): Delivery {
  return {
    id: row.id,
    webhook_id: row.endpointId,
    event_id: row.eventId,
    event_type: row.eventType,
    status: row.status,
    attempts: row.log.map(attemptView),
    next_attempt_at: row.nextAttemptAt?.toISOString() ?? null,
    created_at: wholeSecond(row.createdAt),
    completed_at: row.completedAt?.toISOString() ?? null,
  };
}

function attemptView({ at, url, durationMs, statusCode, error }: Omit<WebhookAttempt, "responseBody">): Attempt {
  return { at: at.toISOString(), url, duration_ms: durationMs, status_code: statusCode, error };
}
