import { z } from "zod";
import { Environment } from "@/lib/generated/prisma/enums";
import { type Contract, defineContract, v1Callers } from "@/lib/http/contract";
import { isInOrder, outOfOrder, RangeEnd, RangeStart } from "@/lib/http/moment";
import { Page } from "@/lib/http/page";
import { Timestamp } from "@/lib/http/timestamp";
import { holdsNull, nullRefusal } from "@/lib/platform/null-character";
import { eventTypeIds } from "@/lib/tenancy/event-catalogue";

/** How long events are kept. */
export const auditDays = 90;

/** Something that happened in the organization, and who did it. */
export const AuditEvent = z.object({
  id: z.string(),
  type: z.string(),
  /** What that kind of event is, in a sentence. */
  description: z.string(),
  environment: z.enum(Environment),
  /** Null for what no one in particular did. The address only of people who are members. */
  actor: z.object({ id: z.string(), name: z.string(), email: z.string().nullable() }).nullable(),
  /** The key or token that was used; null for the dashboard and for sessions. */
  credential: z.object({ id: z.string(), name: z.string() }).nullable(),
  subject_id: z.string().nullable(),
  /** How it ended, and from where; null where an event does not say it. */
  outcome: z.string(),
  address: z.string().nullable(),
  user_agent: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
  created_at: Timestamp,
  /** Its place in the organization's chain and the hash of its link; null for the second or two until it is sealed. */
  sequence: z.number().int().nullable(),
  hash: z.string().nullable(),
});
export type AuditEvent = z.output<typeof AuditEvent>;

/** How what an event tells of can end: done, not done, or not allowed. */
export const outcomes = ["success", "failure", "refused"] as const;

const text = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .refine((value) => !holdsNull(value), nullRefusal)
    .optional();

const filters = {
  type: z.enum(eventTypeIds as [string, ...string[]]).optional(),
  /** A user's identifier. */
  actor: text(200),
  /** The key, token or app that was used. */
  credential: text(200),
  /** What the event is about: `subject_id`. */
  target: text(200),
  /** The address that the request came from, in any notation. */
  address: z.union([z.ipv4(), z.ipv6()], { error: "must be an IPv4 or IPv6 address" }).optional(),
  /** The client's whole `User-Agent`. */
  agent: text(400),
  outcome: z.enum(outcomes).optional(),
  /** From this instant on, or from the beginning of this UTC day. */
  from: RangeStart.optional(),
  /** Before this instant, or to the end of this UTC day. */
  to: RangeEnd.optional(),
};

export const AuditFilter = z.strictObject(filters).refine(isInOrder, outOfOrder);
export type AuditFilter = z.output<typeof AuditFilter>;

export const AuditQuery = Page.extend(filters).refine(isInOrder, outOfOrder);
export type AuditQuery = z.output<typeof AuditQuery>;

export const AuditList = z.object({ data: z.array(AuditEvent), next_cursor: z.string().nullable() });
export type AuditList = z.output<typeof AuditList>;

export const listEventsContract = defineContract({
  dashboard: true,
  method: "GET",
  path: "/v1/events",
  product: "prompts",
  summary: "List what happened in the organization in the last 90 days, newest first",
  allow: v1Callers,
  scope: "organization:read",
  query: AuditQuery,
  success: { status: 200, body: AuditList },
});

export const AuditExport = z.object({
  name: z.string(),
  csv: z.string(),
  rows: z.number().int(),
  /** Whether there were more than fit. */
  cut: z.boolean(),
});
export type AuditExport = z.output<typeof AuditExport>;

export const exportEventsContract = defineContract({
  product: "dashboard",
  allow: ["dashboard-session"],
  audience: "dashboard",
  method: "POST",
  path: "/api/dashboard/events/export",
  summary: "Export what happened as CSV; the export itself is recorded",
  scope: "organization:read",
  body: AuditFilter,
  success: { status: 200, body: AuditExport },
});

/** Part of the name or address of a member; with `id`, that actor alone, member or not. */
export const ActorQuery = z.object({
  search: z.string().trim().max(100).optional(),
  id: filters.actor,
});
export type ActorQuery = z.output<typeof ActorQuery>;

export const Actor = AuditEvent.shape.actor.unwrap();
export type Actor = z.output<typeof Actor>;

/** How many people a search offers. */
export const offeredActors = 20;

export const findActorsContract = defineContract({
  product: "dashboard",
  allow: ["dashboard-session"],
  audience: "dashboard",
  method: "GET",
  path: "/api/dashboard/events/actors",
  summary: "People whose events can be looked at alone",
  scope: "organization:read",
  query: ActorQuery,
  success: { status: 200, body: z.object({ data: z.array(Actor) }) },
});

export const dashboardAuditContracts = {
  list: listEventsContract,
  export: exportEventsContract,
};

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [listEventsContract, exportEventsContract, findActorsContract];
