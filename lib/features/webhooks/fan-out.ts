import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { JobPayload } from "@/lib/platform/job-claims";
import { newId } from "@/lib/platform/random";
import { listenersOf } from "@/lib/tenancy/event-listeners";
import { eventBody } from "./event-body";
import { deliverJob, deliverPayload } from "./jobs-of-webhooks";
import { subscribableEvents, WebhookProduct } from "./webhook-contract";

/** Makes a delivery for each endpoint that asked for the event; however often it runs, one event is one delivery an endpoint. */
export async function fanOut({ eventId }: JobPayload): Promise<undefined> {
  const { database, clock, jobs } = runtime();
  const event = await database.prisma.event.findUnique({ where: { id: String(eventId) } });
  if (!event) return undefined;
  const { organizationId, type, subjectId } = event;
  const asking = await database.prisma.webhookEndpoint.findMany({
    where: await listenersOf(database.prisma, event),
    select: { id: true, product: true },
  });
  const receivers = asking.filter(({ id, product }) => {
    // An endpoint does not hear of itself; and `*` means what the endpoint's product has.
    const known: readonly string[] = subscribableEvents(WebhookProduct.parse(product));
    return id !== subjectId && known.includes(type);
  });
  const payload = eventBody(event);
  const now = new Date(clock.now());
  await database.prisma.$transaction(async (tx) => {
    const made = await tx.webhookDelivery.createManyAndReturn({
      data: receivers.map(({ id: endpointId }) => ({
        id: newId("dlv"),
        endpointId,
        organizationId,
        eventId: event.id,
        eventType: type,
        payload,
        createdAt: now,
        startedAt: now,
        nextAttemptAt: now,
      })),
      skipDuplicates: true,
      select: { id: true, endpointId: true, startedAt: true },
    });
    await jobs.enqueueAll(tx, deliverJob, made.map(deliverPayload));
  });
  return undefined;
}
