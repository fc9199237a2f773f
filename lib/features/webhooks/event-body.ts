import "server-only";
import type { Event } from "@/lib/generated/prisma/client";

/**
 * The body of a webhook. It is written once when the event is handed out, so that every attempt signs and sends the
 * same bytes.
 */
export function eventBody({
  id,
  type,
  createdAt,
  organizationId,
  environment,
  data,
}: Pick<Event, "id" | "type" | "createdAt" | "organizationId" | "environment" | "data">): string {
  return JSON.stringify({
    id,
    type,
    timestamp: createdAt.toISOString(),
    organization_id: organizationId,
    environment,
    data,
  });
}
