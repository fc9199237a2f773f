import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { JobPayload } from "@/lib/platform/job-claims";
import { newId } from "@/lib/platform/random";
import { listenersOf } from "@/lib/tenancy/event-listeners";
import { customerEventBody, eventBody } from "./event-body";
import { enqueueDeliveries } from "./jobs-of-webhooks";
import { subscribableEvents, WebhookProduct } from "./webhook-contract";

/** Deliveries that may wait for one endpoint of a customer. */
const mostPending = 1_000;

/** Makes a delivery for each endpoint that asked for the event; however often it runs, one event is one delivery an endpoint. */
export async function fanOut({ eventId }: JobPayload): Promise<undefined> {
  const { database, clock } = runtime();
  const event = await database.prisma.event.findUnique({ where: { id: String(eventId) } });
  if (!event) return undefined;
  const { organizationId, type, subjectId, customerId } = event;
  const asking = await database.prisma.webhookEndpoint.findMany({
    where: await listenersOf(database.prisma, { ...event, customerIds: customerId === null ? [] : [customerId] }),
    select: { id: true, product: true, customerId: true, products: true },
  });
  // An endpoint does not hear of itself.
  const receivers = asking.filter((endpoint) => endpoint.id !== subjectId && isFor(endpoint, event));
  const customerOf = new Map(receivers.map((endpoint) => [endpoint.id, endpoint.customerId]));
  const payload = eventBody(event);
  const customerPayload = customerEventBody(event);
  const now = new Date(clock.now());
  const full = await fullEndpoints(receivers);
  await database.prisma.$transaction(async (tx) => {
    const made = await tx.webhookDelivery.createManyAndReturn({
      data: receivers.map(({ id: endpointId, customerId: whose }) => ({
        id: newId("dlv"),
        endpointId,
        organizationId,
        eventId: event.id,
        eventType: type,
        payload: whose === null ? payload : customerPayload,
        createdAt: now,
        startedAt: now,
        ...(full.has(endpointId)
          ? { status: "cancelled" as const, nextAttemptAt: null, completedAt: now }
          : { nextAttemptAt: now }),
      })),
      skipDuplicates: true,
      select: { id: true, endpointId: true, startedAt: true },
    });
    const waiting = made.filter(({ endpointId }) => !full.has(endpointId));
    const rounds = waiting.map((round) => ({ ...round, customerId: customerOf.get(round.endpointId) ?? null }));
    await enqueueDeliveries(tx, rounds);
  });
  return undefined;
}

/**
 * Customers' endpoints for which so much waits that more is kept without being sent: a customer makes events as fast as a portal
 * lets them, and their receiver may hang. It can be sent on request.
 */
async function fullEndpoints(
  receivers: readonly { id: string; customerId: string | null }[],
): Promise<ReadonlySet<string>> {
  const customers = receivers.filter(({ customerId }) => customerId !== null).map(({ id }) => id);
  if (customers.length === 0) return new Set();
  const full = await runtime().database.prisma.$queryRaw<{ id: string }[]>`
    SELECT id FROM unnest(${customers}::text[]) AS endpoint(id)
     WHERE EXISTS (SELECT FROM webhook_deliveries WHERE endpoint_id = endpoint.id AND status = 'pending' OFFSET ${mostPending - 1})`;
  return new Set(full.map(({ id }) => id));
}

type Asking = { product: string; customerId: string | null; products: readonly string[] };

/** `*` means what the endpoint's product has, and one that was made for some products hears of the keys of these alone. */
function isFor({ product, customerId, products }: Asking, { type, data }: { type: string; data: unknown }): boolean {
  if (customerId !== null) return products.length === 0 || products.includes(Object(data).product);
  const known: readonly string[] = subscribableEvents(WebhookProduct.parse(product));
  return known.includes(type);
}
