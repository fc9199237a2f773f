import { z } from "zod";
import { servedBy } from "@/lib/http/administered";
import { type Contract, defineContract } from "@/lib/http/contract";

/** How many events one request may hold. */
export const maxEvents = 1_000;

/** An event as CloudEvents 1.0 writes it in JSON; it may hold more attributes. */
export const UsageEvent = z.object({
  specversion: z.literal("1.0"),
  /** With `source` it names the event: what comes again is counted once. */
  id: z.string().min(1).max(255),
  source: z
    .string()
    .min(1)
    .max(255)
    .meta({ examples: ["/images"] }),
  type: z
    .string()
    .min(1)
    .max(128)
    .meta({ examples: ["com.example.tokens_used"] }),
  /** A customer's `external_id`, or the id of a key of theirs. */
  subject: z
    .string()
    .min(1)
    .max(255)
    .meta({ examples: ["user_42"] }),
  /** RFC 3339; now where it is absent. */
  time: z
    .string()
    .optional()
    .meta({ examples: ["2026-06-10T12:00:00Z"] }),
  data: z
    .unknown()
    .optional()
    .meta({ examples: [{ tokens: 12 }] }),
});

/** What became of one event, in the order in which they were sent. */
export const EventResult = z.object({
  /** Null where it has none that could be read. */
  id: z.string().nullable(),
  source: z.string().nullable(),
  /** `duplicate`: it was accepted before, and is not counted again. */
  status: z.enum(["accepted", "duplicate", "refused"]),
  /** The meters that counted it. */
  meters: z.array(z.string()),
  /** Why it was refused. */
  reason: z.string().nullable(),
});
export type EventResult = z.output<typeof EventResult>;

export const ReportedUsage = z.object({
  accepted: z.number().int(),
  duplicates: z.number().int(),
  refused: z.number().int(),
  results: z.array(EventResult),
});
export type ReportedUsage = z.output<typeof ReportedUsage>;

export const reportUsageContract = defineContract({
  ...servedBy("manage:usage:report", "service:usage:report"),
  dashboard: true,
  product: "tunnel",
  method: "POST",
  path: "/api/v1/usage",
  summary:
    "Report usage by CloudEvents 1.0: one, a batch of up to 1,000, or one by `ce-` headers; each is counted once",
  // A wrong event is told beside the others and does not refuse them: see cloud-event.ts.
  body: z.union([UsageEvent, z.array(UsageEvent).min(1).max(maxEvents)]),
  readBy: "handler",
  success: { status: 200, body: z.object({ data: ReportedUsage }), framed: true },
});

/** What is served of them: every row of usage events in the contract table. */
export const contracts: readonly Contract[] = [reportUsageContract];
