import "server-only";
import type { Event } from "@/lib/generated/prisma/client";
import { toldToCustomer } from "@/lib/tenancy/customer-events";

type Told = Pick<Event, "id" | "type" | "createdAt" | "organizationId" | "environment" | "data">;

/**
 * The body of a webhook. It is written once when the event is handed out, so that every attempt signs and sends the
 * same bytes.
 */
export function eventBody({ organizationId, data, ...event }: Told): string {
  return JSON.stringify({ ...headOf(event), organization_id: organizationId, environment: event.environment, data });
}

/** The same for a customer: what may leave of the event's data, and nothing of the organization. */
export function customerEventBody({ data, ...event }: Told): string {
  const told = toldToCustomer(event.type, Object(data));
  return JSON.stringify({ ...headOf(event), environment: event.environment, data: told });
}

function headOf({ id, type, createdAt }: Pick<Event, "id" | "type" | "createdAt">) {
  return { id, type, timestamp: createdAt.toISOString() };
}
