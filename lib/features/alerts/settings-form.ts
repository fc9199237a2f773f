import { z } from "zod";
import { AlertKind, WatchedCredential } from "@/lib/generated/prisma/enums";
import { leastRejections } from "@/lib/watch/alert-kinds";
import { defaultRules } from "@/lib/watch/alert-rules";

/** Most members, and most webhook endpoints, that an organization names as receivers. */
export const maximumReceivers = 20;

const { traffic, rejections } = defaultRules;

const distinct = <T>(list: T[]): T[] => [...new Set(list)];
const Ids = z
  .array(z.string().min(1).max(200))
  .max(maximumReceivers, `must have at most ${maximumReceivers} entries`)
  .overwrite(distinct);
const Times = z.number().min(1, "must be at least 1").max(1_000, "must be at most 1,000");

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time of day such as 22:00");

const TimeZone = z.string().min(1).max(100).refine(isTimeZone, "must be an IANA time zone such as Europe/Berlin");

/** Mails of alerts wait until these hours are over. */
const QuietHours = z
  .strictObject({ from: TimeOfDay, until: TimeOfDay, time_zone: TimeZone.default("UTC") })
  .refine(({ from, until }) => from !== until, { path: ["until"], message: "must be another time than from" });

const TrafficRule = z.strictObject({
  /** Requests of the hour. */
  at_least: z
    .number()
    .int("must be a whole number")
    .min(10, "must be at least 10")
    .max(1_000_000_000, "must be at most 1,000,000,000")
    .default(traffic.atLeast),
  /** So many times the median of the hours before, and the busiest of them. */
  times_typical: Times.default(traffic.timesTypical),
  times_busiest: Times.default(traffic.timesBusiest),
});

const RejectionRule = z.strictObject({
  /** Rejections within five minutes. */
  at_least: z
    .number()
    .int("must be a whole number")
    .min(leastRejections, `must be at least ${leastRejections}`)
    .max(1_000_000, "must be at most 1,000,000")
    .default(rejections.atLeast),
  /** Their least share of the credential's requests, in percent. */
  share_percent: z
    .number()
    .int("must be a whole number")
    .min(1, "must be at least 1")
    .max(100, "must be at most 100")
    .default(rejections.sharePercent),
});

const Receivers = z.strictObject({
  /** Members who get mails; null: the owners and admins, whoever they are. */
  members: Ids.nullable().default(null),
  /** Webhook endpoints that get alerts beside those that asked for `alert.raised`. */
  webhooks: Ids.default([]),
});

/** Everything that an organization sets for its alerts. */
export const NewAlertSettings = z.strictObject({
  credentials: z.array(z.enum(WatchedCredential)).max(20).overwrite(distinct).default(Object.values(WatchedCredential)),
  kinds: z.array(z.enum(AlertKind)).max(20).overwrite(distinct).default(Object.values(AlertKind)),
  traffic: TrafficRule.prefault({}),
  rejections: RejectionRule.prefault({}),
  quiet_hours: QuietHours.nullable().default(null),
  receivers: Receivers.prefault({}),
});
export type NewAlertSettings = z.output<typeof NewAlertSettings>;

export const AlertSettings = z.object({
  credentials: z.array(z.enum(WatchedCredential)),
  kinds: z.array(z.enum(AlertKind)),
  traffic: z.object({ at_least: z.number().int(), times_typical: z.number(), times_busiest: z.number() }),
  rejections: z.object({ at_least: z.number().int(), share_percent: z.number().int() }),
  quiet_hours: z.object({ from: z.string(), until: z.string(), time_zone: z.string() }).nullable(),
  receivers: z.object({ members: z.array(z.string()).nullable(), webhooks: z.array(z.string()) }),
  /** Null while the defaults count. */
  updated_at: z.iso.datetime().nullable(),
});
export type AlertSettings = z.output<typeof AlertSettings>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
