import type { FormProblems } from "@/components/ui/form-problems";
import type { AlertSettings } from "@/lib/features/alerts/contract";

/** The settings as typed: numbers are text, and what may be absent has a switch. */
export type SettingsDraft = Pick<AlertSettings, "credentials" | "kinds"> & {
  traffic: { at_least: string; times_typical: string; times_busiest: string };
  rejections: { at_least: string; share_percent: string };
  quiet: boolean;
  quiet_hours: { from: string; until: string; time_zone: string };
  mail: "admins" | "members";
  receivers: { members: string[]; webhooks: string[] };
};

/** A form filled in with what counts now; quiet hours begin in their author's own zone. */
export function draftOf(settings: AlertSettings): SettingsDraft {
  const { traffic, rejections, receivers, quiet_hours: quiet } = settings;
  return {
    credentials: settings.credentials,
    kinds: settings.kinds,
    traffic: {
      at_least: String(traffic.at_least),
      times_typical: String(traffic.times_typical),
      times_busiest: String(traffic.times_busiest),
    },
    rejections: { at_least: String(rejections.at_least), share_percent: String(rejections.share_percent) },
    quiet: quiet !== null,
    quiet_hours: quiet ?? {
      from: "22:00",
      until: "07:00",
      time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    },
    mail: receivers.members === null ? "admins" : "members",
    receivers: { members: receivers.members ?? [], webhooks: receivers.webhooks },
  };
}

/** What is sent for a draft. */
export function bodyOf({ traffic, rejections, quiet, quiet_hours, mail, receivers, ...lists }: SettingsDraft): object {
  return {
    ...lists,
    traffic: {
      at_least: Number(traffic.at_least),
      times_typical: Number(traffic.times_typical),
      times_busiest: Number(traffic.times_busiest),
    },
    rejections: { at_least: Number(rejections.at_least), share_percent: Number(rejections.share_percent) },
    quiet_hours: quiet ? quiet_hours : null,
    receivers: { members: mail === "admins" ? null : receivers.members, webhooks: receivers.webhooks },
  };
}

/** What is no number at all; the contract says which numbers are thresholds. */
export function draftProblems({ traffic, rejections }: SettingsDraft): FormProblems {
  const typed = { traffic, rejections };
  const problems: FormProblems = {};
  for (const [rule, figures] of Object.entries(typed)) {
    for (const [name, text] of Object.entries(figures)) {
      if (!/^\d{1,10}(\.\d{1,3})?$/.test(text.trim())) problems[`${rule}.${name}`] = "Enter a number";
    }
  }
  return problems;
}
