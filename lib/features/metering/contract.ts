import { z } from "zod";
import { productIds } from "@/lib/access/catalogue";
import { MeterAggregation, MeterPeriod } from "@/lib/generated/prisma/enums";
import { seenBy } from "@/lib/http/administered";
import { catalogueId } from "@/lib/http/catalogue-id";
import { type Contract, defineContract } from "@/lib/http/contract";
import { labelOf } from "@/lib/http/name";
import { listOf, Page } from "@/lib/http/page";
import { Instant, Timestamp } from "@/lib/http/timestamp";

/** Each accepted event is compared with all of them. */
export const maxMeters = 100;
/** How many properties a meter tells apart. */
export const maxGroups = 4;
/** How many values of one property a meter tells apart; what comes after them counts as `otherValues`. */
export const maxGroupValues = 200;
export const otherValues = "(other values)";

export const MeterKey = z
  .string()
  .regex(/^[a-z][a-z0-9_.-]{0,63}$/, "must be 1 to 64 lower-case letters, digits, dots, hyphens and underscores")
  .meta({ examples: ["tokens"] });

/** What an event calls its kind (CloudEvents 1.0, `type`). */
export const EventKind = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, "must be 1 to 128 visible ASCII characters without spaces")
  .meta({ examples: ["com.example.tokens_used"] });

/** Where a value stands in an event's data: names with dots between, such as `usage.tokens`. */
export const PropertyPath = z
  .string()
  .regex(
    /^[A-Za-z_][\w-]{0,63}(\.[A-Za-z_][\w-]{0,63}){0,4}$/,
    "must be up to five names with dots between, such as usage.tokens",
  )
  .meta({ examples: ["usage.tokens"] });

const Product = catalogueId(productIds);

export const Meter = z.object({
  id: z.string(),
  key: z.string(),
  name: z.string(),
  event_type: z.string(),
  aggregation: z.enum(MeterAggregation),
  /** Null where events are counted. */
  value_property: z.string().nullable(),
  group_by: z.array(z.string()),
  /** Whose verdicts it is compared with. */
  product: z.string().nullable(),
  /** After which time webhooks are told its totals, in UTC. */
  period: z.enum(MeterPeriod),
  created_at: Timestamp,
  updated_at: Instant,
});
export type Meter = z.output<typeof Meter>;

export const NewMeter = z
  .strictObject({
    key: MeterKey,
    name: labelOf(200).default(""),
    event_type: EventKind,
    aggregation: z.enum(MeterAggregation).meta({ examples: [MeterAggregation.sum] }),
    value_property: PropertyPath.optional(),
    group_by: z.array(PropertyPath).max(maxGroups).default([]),
    product: Product.optional(),
    period: z.enum(MeterPeriod).default("month"),
  })
  .superRefine(({ aggregation, value_property, group_by }, context) => {
    const say = (member: string, message: string) => context.addIssue({ code: "custom", path: [member], message });
    if (aggregation === "count" && value_property !== undefined)
      say("value_property", "says nothing where events are counted");
    if (aggregation !== "count" && value_property === undefined)
      say("value_property", `is required where the aggregation is ${aggregation}`);
    if (aggregation === "unique" && group_by.length > 0)
      say("group_by", "must be empty where the aggregation is unique");
    if (new Set(group_by).size < group_by.length) say("group_by", "names a property twice");
  });
export type NewMeter = z.output<typeof NewMeter>;

/**
 * What it counts stays as it is: its figures would mean one thing before and another after. So does its period: what was told
 * by days would be told again by the month, and days that were closed before never.
 */
export const MeterChange = z
  .strictObject({
    name: labelOf(200).optional(),
    product: Product.nullable().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, "names nothing to change");
export type MeterChange = z.output<typeof MeterChange>;

/** Where meters are, and one of them. */
export const metersPath = "/api/v1/meters";
export const meterPath = `${metersPath}/{key}`;
export const MeterParams = z.object({ key: MeterKey });
const One = z.object({ data: Meter });
const seen = { ...seenBy("manage:usage:read"), dashboard: true } as const;
const changed = { ...seenBy("manage:usage:write"), dashboard: true } as const;

export const listMetersContract = defineContract({
  ...seen,
  method: "GET",
  path: metersPath,
  summary: "Meters of the organization, newest first",
  query: Page,
  success: { status: 200, body: listOf(Meter), framed: true },
});

export const createMeterContract = defineContract({
  ...changed,
  method: "POST",
  path: metersPath,
  refuses: [409],
  summary: "Create a meter; it counts the events that are accepted from then on",
  body: NewMeter,
  success: { status: 201, body: One, framed: true },
});

export const meterContract = defineContract({
  ...seen,
  method: "GET",
  path: meterPath,
  summary: "One meter",
  params: MeterParams,
  success: { status: 200, body: One, framed: true },
});

export const updateMeterContract = defineContract({
  ...changed,
  method: "PATCH",
  path: meterPath,
  summary: "Change a meter's name or product; what it counts, and its period, stay",
  params: MeterParams,
  body: MeterChange,
  success: { status: 200, body: One, framed: true },
});

export const deleteMeterContract = defineContract({
  ...changed,
  method: "DELETE",
  path: meterPath,
  summary: "Delete a meter with all that it counted",
  params: MeterParams,
  success: { status: 204 },
});

/** What is served of them: every row of meters in the contract table. */
export const contracts: readonly Contract[] = [
  listMetersContract,
  createMeterContract,
  meterContract,
  updateMeterContract,
  deleteMeterContract,
];
