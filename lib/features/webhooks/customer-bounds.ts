import "server-only";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import type { PrismaSession } from "@/lib/platform/database";

/** Tests of one endpoint within an hour, and attempts of one delivery, that a customer may cause: each leaves a row and an answer in the log. */
const mostTests = 30;
const mostAttempts = 100;
const hourMs = 3_600_000;

/** 409 for a customer's endpoint that was tested so often lately; an organization's is its own affair. */
export async function requireTestRoom(
  tx: PrismaSession,
  { id: endpointId, customerId }: { id: string; customerId: string | null },
): Promise<void> {
  if (customerId === null) return;
  const since = new Date(runtime().clock.now() - hourMs);
  const where = { endpointId, createdAt: { gt: since }, eventType: "webhook.test" };
  if ((await tx.webhookDelivery.count({ where, take: mostTests })) < mostTests) return;
  throw new ApiError("conflict", `An endpoint gets at most ${mostTests} tests an hour`);
}

/** 409 for a delivery to a customer that was attempted so often already. */
export async function requireAttemptRoom(
  tx: PrismaSession,
  { customerId }: { customerId: string | null },
  deliveryId: string,
): Promise<void> {
  if (customerId === null) return;
  if ((await tx.webhookAttempt.count({ where: { deliveryId }, take: mostAttempts })) < mostAttempts) return;
  throw new ApiError("conflict", `A delivery is attempted at most ${mostAttempts} times`);
}
