import { z } from "zod";
import { Environment } from "@/lib/generated/prisma/enums";
import { type Contract, defineContract, v1Callers } from "@/lib/http/contract";
import { defineDashboardContract } from "@/lib/http/define-dashboard-contract";
import { RangeEnd, RangeStart } from "@/lib/http/moment";
import { listOf, Page } from "@/lib/http/page";
import { Timestamp } from "@/lib/http/timestamp";
import { isInOrder, outOfOrder } from "@/lib/platform/span-order";
import { eventTypeIds } from "@/lib/tenancy/event-catalogue";

/** How long events are kept. */
export const auditDays = 90;

/** Something that happened in the organization, and who did it. */
export const AuditEvent = z.object({
  id: z.string(),
  type: z.string(),
  /** What that kind of event is, in a sentence. */
  description: z.string(),
  /** What happened, in a sentence with who did it and to what. */
  summary: z.string(),
  environment: z.enum(Environment),
  /** Null for what no one in particular did. The address only of people who are members. */
  actor: z.object({ id: z.string(), name: z.string(), email: z.string().nullable() }).nullable(),
  /** The key or token that was used; null for the dashboard and for sessions. */
  credential: z.object({ id: z.string(), name: z.string() }).nullable(),
  subject_id: z.string().nullable(),
  /** What the event is about, as it or a member of the organization is called; null where it has no name. */
  subject_name: z.string().nullable(),
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

const text = (longest: number) => z.string().min(1).max(longest).optional();

const sequence = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

const filters = {
  type: z.enum(eventTypeIds as [string, ...string[]]).optional(),
  /** A user's identifier. */
  actor: text(200),
  /** The key, token or app that was used. */
  credential: text(200),
  /** What the event is about: `subject_id`; of an imported key also the import that it came with. */
  target: text(200),
  /** A place in the chain: the event that is sealed there, and those sealed next before and after it. */
  link: sequence.optional(),
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

export const AuditList = listOf(AuditEvent);
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

export const auditFormats = ["csv", "json"] as const;
export const AuditExport = z
  .strictObject({ ...filters, format: z.enum(auditFormats).default("json") })
  .refine(isInOrder, outOfOrder);
export type AuditExport = z.output<typeof AuditExport>;

export const exportEventsContract = defineContract({
  dashboard: true,
  method: "GET",
  path: "/v1/events/export",
  product: "prompts",
  summary: "Every event that matches, as a JSON or CSV file; the export itself is recorded",
  allow: v1Callers,
  scope: "organization:read",
  // It writes an event of its own.
  withoutHead: true,
  query: AuditExport,
  success: { status: 200, media: ["application/json", "text/csv"] },
});

export const VerificationQuery = z.object({
  /** Goes on after this link: `next` of the answer before. */
  after: sequence.optional(),
  /** A head that was kept elsewhere, as `<sequence>:<hash>`: the chain must still hold it. */
  head: z
    .string()
    .regex(/^\d{1,15}:[\w-]{43}$/, "must be a sequence and a hash, as in 17:kX…")
    .transform((text) => {
      const [place, hash = ""] = text.split(":");
      return { sequence: Number(place), hash };
    })
    .optional(),
});
export type VerificationQuery = z.output<typeof VerificationQuery>;

/** What a look at the chain found, from `after` or its beginning on. */
export const ChainVerification = z.object({
  /** Null for an organization whose events are still to be sealed. */
  head: z.object({ sequence: z.number().int(), hash: z.string(), sealed_at: Timestamp }).nullable(),
  /** Links before it are gone with events that had their 90 days. */
  first_sequence: z.number().int(),
  /** How many links were looked at. */
  checked: z.number().int(),
  /** Of these, events without a writer's mark, from before the chain and of processes of another version. */
  before_chain: z.number().int(),
  other_version: z.number().int(),
  /** Of these, events from which a deleted user's address was erased. */
  erased: z.number().int(),
  /** Events that are not sealed yet. */
  waiting: z.number().int(),
  /** The first broken link; null where there is none among those looked at. */
  fault: z
    .object({
      kind: z.enum(["changed", "missing", "inserted", "cut_off", "ends", "unknown_key"]),
      sequence: z.number().int(),
      event_id: z.string().nullable(),
      at: Timestamp.nullable(),
      /** The same in a sentence. */
      problem: z.string(),
    })
    .nullable(),
  /** Where to go on; null where all was looked at. */
  next: z.number().int().nullable(),
});
export type ChainVerification = z.output<typeof ChainVerification>;

export const verifyEventsContract = defineContract({
  dashboard: true,
  method: "GET",
  path: "/v1/events/verification",
  product: "prompts",
  summary: "Verify the chain of the organization's events; 5,000 links at a time, up to the first broken one",
  allow: v1Callers,
  scope: "organization:read",
  query: VerificationQuery,
  success: { status: 200, body: ChainVerification },
});

/** Part of the name or address of a member; with `id`, that actor alone, member or not. */
export const ActorQuery = z.object({
  search: z.string().trim().max(100).optional(),
  id: filters.actor,
});
export type ActorQuery = z.output<typeof ActorQuery>;

export const Actor = AuditEvent.shape.actor.unwrap();
export type Actor = z.output<typeof Actor>;

/** How many values a search offers. */
export const offeredValues = 20;

const searches = {
  method: "GET",
  scope: "organization:read",
} as const;

export const findActorsContract = defineDashboardContract({
  ...searches,
  path: "/api/dashboard/events/actors",
  summary: "People whose events can be looked at alone",
  query: ActorQuery,
  success: { status: 200, body: z.object({ data: z.array(Actor) }) },
});

export const valueFields = ["credential", "target", "address", "agent"] as const;
export type ValueField = (typeof valueFields)[number];

/** Part of a value or of its name, or what lists show of its secret; with `value`, that one alone. */
export const ValueQuery = z.object({
  field: z.enum(valueFields),
  search: z.string().trim().max(100).optional(),
  value: text(400),
});
export type ValueQuery = z.output<typeof ValueQuery>;

/** `hint` is the mask of the secret of a key or token. */
export const EventValue = z.object({ value: z.string(), name: z.string().nullable(), hint: z.string().nullable() });
export type EventValue = z.output<typeof EventValue>;

export const findEventValuesContract = defineDashboardContract({
  ...searches,
  path: "/api/dashboard/events/values",
  summary: "What the latest events hold by which they can be filtered",
  query: ValueQuery,
  success: { status: 200, body: z.object({ data: z.array(EventValue) }) },
});

export const dashboardAuditContracts = {
  list: listEventsContract,
  verify: verifyEventsContract,
};

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [
  listEventsContract,
  exportEventsContract,
  verifyEventsContract,
  findActorsContract,
  findEventValuesContract,
];
