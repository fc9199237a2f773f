"use client";
import { CircleCheck } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import type { Column } from "@/components/ui/column";
import { NameCell } from "@/components/ui/name-cell";
import { RelativeTime } from "@/components/ui/relative-time";
import { TableList } from "@/components/ui/table-list";
import { utcDayTexts } from "@/components/ui/time-texts";
import { useList } from "@/components/ui/use-list";
import { useTimeText } from "@/components/ui/use-time-text";
import type { Violation, ViolationReason } from "@/lib/features/organizations/policy-contract";
import { violationList } from "./policy-violation-list";

const kinds: Record<Violation["kind"], string> = { api_key: "API key", token: "Access token", member: "Member" };

const reasons: Record<ViolationReason, string> = {
  no_end: "Has no end",
  lives_too_long: "Lives too long",
  used_from_elsewhere: "Was used from another address",
  no_second_factor: "Has no two-step verification",
};

const columns: readonly Column<Violation, { nowMs: number }>[] = [
  {
    label: "Name",
    as: "title",
    cell: ({ kind, id, name, owner }) => (
      <NameCell name={name} note={owner} {...(kind === "api_key" ? { href: `/dashboard/api-keys/${id}` } : {})} />
    ),
  },
  { label: "Kind", cell: ({ kind }) => kinds[kind] },
  { label: "Why", cell: ({ reason }) => reasons[reason] },
  { label: "Stops", cell: ({ stops_at }, { nowMs }) => <Stop at={stops_at} nowMs={nowMs} /> },
];

function Stop({ at, nowMs }: { at: string | null; nowMs: number }) {
  const utcDay = useTimeText(utcDayTexts);
  if (at === null) return <span className="text-muted">Goes on</span>;
  if (Date.parse(at) <= nowMs) return <Badge tone="danger">Stopped</Badge>;
  return (
    <span className="whitespace-nowrap" title={utcDay(at)}>
      <RelativeTime at={at} />
    </span>
  );
}

/** Keys, tokens and members that break the policy, before and after it stops them. */
export function PolicyViolations() {
  const list = useList(violationList);
  return (
    <section className="grid grid-cols-1 gap-3">
      <h3 className="text-sm font-medium">What breaks the policy</h3>
      <TableList
        list={list}
        nouns={["violation", "violations"]}
        label="What breaks the policy"
        columns={columns}
        rowKey={({ kind, id }) => `${kind} ${id}`}
        context={{ nowMs: list.query.dataUpdatedAt }}
        inCard
        empty={{
          icon: <CircleCheck />,
          title: "Nothing breaks it",
          body: "Every key, token and member keeps to the policy.",
        }}
      />
    </section>
  );
}
