import { z } from "zod";
import { AlertKind, Environment, WatchedCredential } from "@/lib/generated/prisma/enums";
import { type Contract, defineContract, v1Callers } from "@/lib/http/contract";
import { Page } from "@/lib/http/page";
import { AlertSettings, NewAlertSettings } from "./settings-form";

const Timestamp = z.iso.datetime();

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
  acknowledged_at: Timestamp.nullable(),
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
  /** How many nobody has acknowledged yet, whatever the filters. */
  open: z.number().int(),
});
export type AlertList = z.output<typeof AlertList>;

const shared = { product: "prompts", allow: v1Callers } as const;

export const listAlertsContract = defineContract({
  ...shared,
  dashboard: true,
  method: "GET",
  path: "/v1/alerts",
  summary: "List alerts about unusual activity of keys, tokens, apps and sessions, newest first",
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
