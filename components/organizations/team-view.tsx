"use client";
import { UserPlus } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { roles } from "@/access.config";
import { PageHeader } from "@/components/layout/page-header";
import { useFollowedRole } from "@/components/layout/use-followed-role";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { FilterBar } from "@/components/ui/filter-bar";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import { SortedTableList } from "@/components/ui/sorted-table-list";
import { Tooltip } from "@/components/ui/tooltip";
import { useAddress } from "@/components/ui/use-address";
import { useAskedToCreate } from "@/components/ui/use-asked-to-create";
import { type Role, roleReaches } from "@/lib/access/catalogue";
import { unprovedInviter } from "@/lib/features/organizations/invitations-contract";
import type { Member } from "@/lib/features/organizations/members-contract";
import { memberColumns } from "./member-columns";
import { memberFilters, memberList, memberSorting, membersAtOnce } from "./team-lists";

const pendingInvitations = partOf(async () => (await import("./pending-invitations")).PendingInvitations);
const inviteDialog = partOf(async () => (await import("./invite-dialog")).InviteDialog);
const removeDialog = partOf(async () => (await import("./remove-member-dialog")).RemoveMemberDialog);
const roleDialog = partOf(async () => (await import("./role-dialog")).RoleDialog);

type Props = {
  organization: string;
  role: Role;
  /** The user's own address is proved: only then may they invite. */
  proved: boolean;
  /** Mail goes out; otherwise links have to be handed over. */
  mailed: boolean;
};

type Asking = { what: "remove"; member: Member } | { what: "role"; member: Member; role: Role };

const orders = [
  { value: "-created", label: "Joined last" },
  { value: "created", label: "Joined first" },
  { value: "name", label: "Name, A to Z" },
  { value: "-name", label: "Name, Z to A" },
  { value: "-role", label: "Owners first" },
  { value: "role", label: "Members first" },
];

/** Who is in the organization, and who was asked to join. */
export function TeamView({ organization, role, proved, mailed }: Props) {
  const address = useAddress(memberFilters);
  const sorting = useAddress(memberSorting);
  const [inviting, setInviting] = useState(false);
  const [asking, setAsking] = useState<Asking | null>(null);
  const refusal = whyNotInvite(role, proved);
  useFollowedRole(role);
  useAskedToCreate(() => setInviting(refusal === null));
  const button = (
    <Button
      variant="primary"
      aria-disabled={refusal !== null || undefined}
      onClick={() => !refusal && setInviting(true)}
    >
      <UserPlus aria-hidden className="size-4" />
      Invite people
    </Button>
  );

  return (
    <>
      <PageHeader
        title="Team"
        description={`Everybody in ${organization} shares its keys, data and limits.`}
        actions={refusal === null ? button : <Tooltip content={refusal}>{button}</Tooltip>}
      />
      <div className="grid grid-cols-1 gap-8">
        {refusal === unprovedInviter && (
          <p className="text-sm text-muted">
            {unprovedInviter}.{" "}
            <Link href="/dashboard/settings" className="font-medium text-accent-text underline">
              Verify it in Settings
            </Link>
          </p>
        )}
        <section aria-label="Members">
          <SortedTableList
            source={memberList({ ...address.values, ...sorting.values })}
            size={membersAtOnce}
            sorting={sorting}
            orders={orders}
            nouns={["member", "members"]}
            columns={memberColumns}
            address={address}
            filters={
              <FilterBar
                address={address}
                controls={[
                  { as: "search", name: "q", label: "Search members", placeholder: "Part of the name or address" },
                ]}
              />
            }
            rowKey={({ user_id }) => user_id}
            context={{
              onRole: (member, next) => setAsking({ what: "role", member, role: next }),
              onRemove: (member) => setAsking({ what: "remove", member }),
            }}
            empty={{ title: "No members", body: "Who belongs to the organization is listed here." }}
          />
        </section>
        <OnDemand part={pendingInvitations} role={role} />
        <RoleHelp />
      </div>
      {inviting && <OnDemand part={inviteDialog} role={role} mailed={mailed} onClose={() => setInviting(false)} />}
      {asking?.what === "remove" && (
        <OnDemand part={removeDialog} member={asking.member} onClose={() => setAsking(null)} />
      )}
      {asking?.what === "role" && (
        <OnDemand part={roleDialog} member={asking.member} role={asking.role} onClose={() => setAsking(null)} />
      )}
    </>
  );
}

/** Null when the user may invite. */
function whyNotInvite(role: Role, proved: boolean): string | null {
  if (!roleReaches(role, "admin")) return "Only admins and owners invite people";
  return proved ? null : unprovedInviter;
}

function RoleHelp() {
  return (
    <Card title="What the roles mean">
      <dl className="grid gap-3 text-sm">
        {roles.map(({ id, label, summary }) => (
          <div key={id} className="grid gap-0.5 sm:grid-cols-[7rem_1fr]">
            <dt className="font-medium">{label}</dt>
            <dd className="text-muted">{summary}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
