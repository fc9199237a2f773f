"use client";
import { ShieldCheck } from "lucide-react";
import { Card } from "@/components/ui/card";
import type { Column } from "@/components/ui/column";
import { FilterBar } from "@/components/ui/filter-bar";
import { LocalTime } from "@/components/ui/local-time";
import { TableList } from "@/components/ui/table-list";
import { useAddress } from "@/components/ui/use-address";
import { useList } from "@/components/ui/use-list";
import { useOwnZone } from "@/components/ui/use-own-zone";
import { type AuditEvent, auditDays, outcomes } from "@/lib/features/audit/contract";
import { deviceOf } from "@/lib/platform/user-agent";
import { activityFilters, activityList } from "./activity-list";
import { outcomeBadge, outcomeWords } from "./outcome-badge";

const kinds = [
  { value: "", label: "Everything" },
  { value: "sign_ins", label: "Sign-ins" },
  { value: "sessions", label: "Sessions" },
  { value: "factors", label: "Second factors and providers" },
  { value: "recovery", label: "Password and recovery" },
  { value: "account", label: "Account" },
];
const results = [
  { value: "", label: "Any outcome" },
  ...outcomes.map((value) => ({ value, label: outcomeWords[value].label })),
];

const columns: readonly Column<AuditEvent>[] = [
  {
    label: "Time",
    className: "text-muted sm:whitespace-nowrap",
    cell: ({ created_at }) => <LocalTime at={created_at} />,
  },
  {
    label: "What",
    as: "title",
    className: "sm:max-w-none",
    cell: ({ summary, data: { attempts, others } }) => (
      <>
        <bdi dir="ltr" className="wrap-anywhere">
          {summary}
        </bdi>
        {typeof attempts === "number" && attempts > 1 && (
          <span className="block text-xs text-muted">
            {attempts} attempts
            {typeof others === "number" && `, ${others} of them from elsewhere or of another kind`}
          </span>
        )}
      </>
    ),
  },
  {
    label: "From",
    cell: ({ address, user_agent }) => (
      <>
        <span className="block break-all">{address ?? "–"}</span>
        {user_agent && (
          <span className="block text-xs text-muted" title={user_agent}>
            {deviceOf(user_agent).name}
          </span>
        )}
      </>
    ),
  },
  { label: "Outcome", cell: ({ outcome }) => outcomeBadge(outcome) },
];

/** The account's own security log: what happened to it, when, from where, and how it ended. */
export function AccountActivity() {
  const address = useAddress(activityFilters);
  const list = useList(activityList(address.values));
  const zone = useOwnZone();
  return (
    <Card
      title="Account activity"
      description={`Sign-ins, sessions, second factors and recovery of your account in the last ${auditDays} days; times are ${zone}`}
    >
      <TableList
        list={list}
        nouns={["event", "events"]}
        label="Account activity"
        columns={columns}
        rowKey={({ id }) => id}
        address={address}
        inCard
        reachable
        filters={
          <FilterBar
            address={address}
            controls={[
              { as: "select", name: "activity", label: "Kind of activity", options: kinds },
              { as: "select", name: "outcome", label: "Outcome", options: results },
            ]}
          />
        }
        empty={{
          icon: <ShieldCheck />,
          title: "Nothing yet",
          body: "Sign-ins to your account, and what changes how one signs in, are written down here.",
        }}
      />
    </Card>
  );
}
