import { z } from "zod";
import { AlertKind, Environment, WatchedCredential } from "@/lib/generated/prisma/enums";
import { type Contract, defineContract, v1Callers } from "@/lib/http/contract";
import { Page } from "@/lib/http/page";
import { Instant, Timestamp } from "@/lib/http/timestamp";
import { isTimeZone } from "@/lib/platform/time-zones";
import { leastRejections } from "@/lib/watch/alert-kinds";
import { defaultRules } from "@/lib/watch/alert-rules";

/** What is watched; an app goes for the OAuth tokens that it got, `session` for the sessions of a user. */
export const WatchedType = z.enum(WatchedCredential);

/** Unusual activity of a credential. */
export const Alert = z.object({
  id: z.string(),
  kind: z.enum(AlertKind),
  environment: z.enum(Environment),
  credential: z.object({
    /** The key, token or app; of sessions their user, or `session` for all of the organization. */
    id: z.string(),
    type: WatchedType,
    name: z.string(),
    /** Beginning and end of the secret; empty for apps and sessions. */
    hint: z.string(),
  }),
  title: z.string(),
  summary: z.string(),
  /** What one may do about it. */
  advice: z.string(),
  /** The figures behind the summary, by kind. */
  details: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  created_at: Timestamp,
  acknowledged_at: Instant.nullable(),
});
export type Alert = z.output<typeof Alert>;

export const alertStates = ["open", "acknowledged"] as const;

export const AlertQuery = Page.extend({
  kind: z.enum(AlertKind).optional(),
  state: z.enum(alertStates).optional(),
});
export type AlertQuery = z.output<typeof AlertQuery>;

export const AlertList = z.object({
  data: z.array(Alert),
  next_cursor: z.string().nullable(),
  /** How many are not acknowledged yet, without regard to the filters. */
  open: z.number().int(),
});
export type AlertList = z.output<typeof AlertList>;

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
  /** Members who get mails; null: the owners and admins of that moment. */
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
  updated_at: Instant.nullable(),
});
export type AlertSettings = z.output<typeof AlertSettings>;

const shared = { product: "prompts", allow: v1Callers } as const;

export const listAlertsContract = defineContract({
  ...shared,
  dashboard: true,
  method: "GET",
  path: "/v1/alerts",
  summary: "List alerts, newest first; they tell of unusual activity of keys, tokens, apps and sessions",
  scope: "organization:read",
  query: AlertQuery,
  success: { status: 200, body: AlertList },
});

export const acknowledgeAlertContract = defineContract({
  ...shared,
  dashboard: true,
  method: "POST",
  path: "/v1/alerts/{id}/acknowledge",
  summary: "Acknowledge an alert; again changes nothing",
  scope: "organization:admin",
  params: z.object({ id: z.string() }),
  success: { status: 200, body: Alert },
});

export const alertSettingsContract = defineContract({
  ...shared,
  dashboard: true,
  method: "GET",
  path: "/v1/alerts/settings",
  summary: "What counts as unusual in the organization, and who is told of it",
  scope: "organization:admin",
  success: { status: 200, body: AlertSettings },
});

export const changeAlertSettingsContract = defineContract({
  ...shared,
  dashboard: true,
  method: "PUT",
  path: "/v1/alerts/settings",
  summary: "Set thresholds, quiet hours and receivers; what is left out goes back to the default",
  scope: "organization:admin",
  body: NewAlertSettings,
  success: { status: 200, body: AlertSettings },
});

export const dashboardAlertContracts = {
  list: listAlertsContract,
  acknowledge: acknowledgeAlertContract,
  settings: alertSettingsContract,
  changeSettings: changeAlertSettingsContract,
};

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [
  listAlertsContract,
  acknowledgeAlertContract,
  alertSettingsContract,
  changeAlertSettingsContract,
];
