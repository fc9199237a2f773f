"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { Column } from "@/components/ui/column";
import { listOf } from "@/components/ui/list-source";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import { RelativeTime } from "@/components/ui/relative-time";
import { TableList } from "@/components/ui/table-list";
import { useList } from "@/components/ui/use-list";
import { roleLabelOf } from "@/lib/access/catalogue";
import { type CustomerMember, listCustomerMembersContract } from "@/lib/features/customers/member-contract";

const attachDialog = partOf(async () => (await import("./member-dialogs")).AttachMemberDialog);
const detachDialog = partOf(async () => (await import("./member-dialogs")).DetachMemberDialog);

const columns: readonly Column<CustomerMember, { onDetach: (member: CustomerMember) => void }>[] = [
  {
    label: "Name",
    as: "title",
    cell: ({ name, email }) => (
      <>
        <bdi className="block truncate text-left font-medium" title={name}>
          {name}
        </bdi>
        <span className="block truncate text-xs text-muted">{email}</span>
      </>
    ),
  },
  { label: "Role", cell: ({ role }) => roleLabelOf(role) },
  { label: "Since", from: "md", cell: ({ attached_at }) => <RelativeTime at={attached_at} /> },
  {
    label: "Actions",
    as: "button",
    cell: (member, { onDetach }) => (
      <Button variant="ghost" size="sm" aria-label={`Detach ${member.name}`} onClick={() => onDetach(member)}>
        Detach
      </Button>
    ),
  },
];

/** The members of the organization who act for one of its customers, newest first. */
export function CustomerMembers({ customerId }: { customerId: string }) {
  const [asked, setAsked] = useState<CustomerMember | "attach" | null>(null);
  const close = () => setAsked(null);
  const list = useList(
    listOf("customers", listCustomerMembersContract, { params: { id: customerId }, query: { limit: 10 } }),
  );
  return (
    <Card
      title="Members"
      description="People of the organization who act for them: they count and stop with the customer's keys"
      actions={
        <Button size="sm" onClick={() => setAsked("attach")}>
          Attach member
        </Button>
      }
    >
      <TableList
        inCard
        list={list}
        nouns={["member", "members"]}
        columns={columns}
        rowKey={({ user_id }) => user_id}
        context={{ onDetach: setAsked }}
        empty={{ title: "No members", body: "Attach a member of the organization who calls it for this customer." }}
      />
      {asked === "attach" && <OnDemand part={attachDialog} customerId={customerId} onClose={close} />}
      {asked !== null && asked !== "attach" && (
        <OnDemand part={detachDialog} customerId={customerId} member={asked} onClose={close} />
      )}
    </Card>
  );
}
