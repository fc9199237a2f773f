import "server-only";
import { dayMs } from "@/lib/access/limit-windows";
import { eventBody } from "@/lib/features/webhooks/event-body";
import { newSigningSecret, sealSecret } from "@/lib/features/webhooks/signature";
import { subscribableEvents } from "@/lib/features/webhooks/webhook-contract";
import type { PrismaSession } from "@/lib/platform/database";
import { newId } from "@/lib/platform/random";
import type { DemoPlace } from "./demo-place";

const endpoints = [
  { product: "prompts", path: "releases", description: "Tells the editors' channel", isDown: false },
  { product: "memory", path: "search-index", description: "Keeps the search index in step", isDown: false },
  { product: "prompts", path: "old-crm", description: "The former CRM", isDown: true },
] as const;
const listened = ["key.created", "key.revoked", "prompt.created", "prompt.version.created", "member.added"];
/** As the API lets an endpoint of the product subscribe. */
const listenedOf = (product: (typeof endpoints)[number]["product"]): string[] =>
  subscribableEvents(product).filter((type) => listened.includes(type));
/** A test event, as "Send test event" makes one, stands for what an organization without traffic was sent. */
const testEvents = 6;

/**
 * Writes webhook endpoints with what was sent to them. Nothing is ever sent: the deliveries are over, and the addresses
 * end in .example, which no resolver knows.
 */
export async function writeWebhooks(tx: PrismaSession, place: DemoPlace): Promise<void> {
  const { id: organizationId, ownerId, nowMs, ageDays } = place;
  const createdAt = new Date(nowMs - Math.min(ageDays - 1, 70) * dayMs);
  const events = await tx.event.findMany({
    where: { organizationId, type: { in: listened }, createdAt: { gt: new Date(nowMs - 25 * dayMs) } },
    orderBy: { createdAt: "desc" },
    take: 24,
  });
  const tests = Array.from({ length: testEvents }, (_, index) => ({
    id: newId("evt"),
    type: "webhook.test",
    createdAt: new Date(nowMs - (index * 3.7 + 0.2) * dayMs),
    organizationId,
    environment: "production" as const,
    data: { message: "This is a test event" },
  }));
  for (const { product, path, description, isDown } of endpoints) {
    const endpointId = newId("whk");
    const subscribed = listenedOf(product);
    const url = `https://hooks.${organizationId.slice(-6)}.example/${path}`;
    await tx.webhookEndpoint.create({
      data: {
        id: endpointId,
        organizationId,
        product,
        environment: "production",
        url,
        description,
        events: subscribed,
        sealedSecret: sealSecret(newSigningSecret()),
        enabled: !isDown,
        disabledReason: isDown ? "failing" : null,
        failingSince: isDown ? new Date(nowMs - 9 * dayMs) : null,
        createdById: ownerId,
        createdAt,
        updatedAt: createdAt,
      },
    });
    const own = events.filter(({ type }) => subscribed.includes(type));
    const sent = [...own, ...tests].filter((event) => event.createdAt > createdAt).slice(0, isDown ? 5 : 30);
    const deliveries = sent.map((event, index) => ({
      id: newId("dlv"),
      event,
      tries: isDown ? 8 : index % 7 === 2 ? 2 : 1,
    }));
    await tx.webhookDelivery.createMany({
      data: deliveries.map(({ id, event, tries }) => ({
        id,
        endpointId,
        organizationId,
        eventId: event.id,
        eventType: event.type,
        payload: eventBody(event),
        status: isDown ? ("failed" as const) : ("succeeded" as const),
        attempts: tries,
        startedAt: event.createdAt,
        createdAt: event.createdAt,
        completedAt: new Date(event.createdAt.getTime() + tries * 1_900),
      })),
    });
    await tx.webhookAttempt.createMany({
      data: deliveries.flatMap(({ id, event, tries }, place) =>
        Array.from({ length: tries }, (_, tried) => {
          const fails = isDown || tried < tries - 1;
          return {
            deliveryId: id,
            at: new Date(event.createdAt.getTime() + tried * 6_000 + 300),
            url,
            durationMs: fails ? 10_000 - tried * 40 : 60 + ((place * 37) % 180),
            statusCode: fails ? (isDown ? null : 502) : 204,
            error: isDown ? "The connection was refused" : null,
            responseBody: fails && !isDown ? "<h1>Bad gateway</h1>" : null,
          };
        }),
      ),
    });
  }
}
