"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { failureText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import { useToast } from "@/components/ui/toast";
import { Tooltip } from "@/components/ui/tooltip";
import { type Role, roleLabelOf, roleReaches } from "@/lib/access/catalogue";
import {
  dashboardOrganizationContracts as contracts,
  type Invitation,
  type InvitationList,
} from "@/lib/features/organizations/contract";
import { call } from "@/lib/http/call";
import { useInvitations, useRefreshOrganization } from "./use-organization";

type Props = { first: { page: InvitationList; loadedAtMs: number }; role: Role };

/** Invitations that nobody has accepted yet. */
export function PendingInvitations({ first, role }: Props) {
  const list = useInvitations(first);
  const refresh = useRefreshOrganization();
  const toast = useToast();
  const [revoking, setRevoking] = useState<Invitation | null>(null);
  const resend = useMutation({
    mutationFn: ({ id }: Invitation) => call(contracts.resend, { params: { id } }),
    onSuccess: ({ invitation, link }) => {
      if (link) return;
      void refresh();
      toast.show({ title: `Sent to ${invitation.email} again`, tone: "success" });
    },
    onError: (error) => toast.show({ title: "Not sent", description: failureText(error), tone: "danger" }),
  });
  const rows = list.data.pages.flatMap((page) => page.data);
  const closeLink = () => {
    resend.reset();
    void refresh();
  };

  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="pending-invitations" className="grid gap-3">
      <h2 id="pending-invitations" className="text-[0.9375rem] font-semibold">
        Open invitations
      </h2>
      {list.isError && <FormAlert>This list may be out of date. {failureText(list.error)}</FormAlert>}
      <Table aria-label="Open invitations">
        <THead>
          <tr>
            <TH>Address</TH>
            <TH>Role</TH>
            <TH className="sm:max-md:hidden">Invited by</TH>
            <TH>Runs out</TH>
            <TH>
              <span className="sr-only">Actions</span>
            </TH>
          </tr>
        </THead>
        <TBody>
          {rows.map((invitation) => (
            <TR key={invitation.id}>
              <TD className="max-w-64">
                <span className="block truncate font-medium" title={invitation.email}>
                  {invitation.email}
                </span>
              </TD>
              <TD label="Role">{roleLabelOf(invitation.role)}</TD>
              <TD label="Invited by" className="sm:max-md:hidden">
                {invitation.invited_by?.name ?? <span className="text-muted">An API key</span>}
              </TD>
              <TD label="Runs out" className="sm:whitespace-nowrap">
                {invitation.status === "expired" ? (
                  <Badge tone="danger">Has run out</Badge>
                ) : (
                  <RelativeTime at={invitation.expires_at} />
                )}
              </TD>
              <TD className="max-sm:pt-2 sm:w-px">
                <Actions
                  invitation={invitation}
                  role={role}
                  pending={resend.isPending && resend.variables?.id === invitation.id}
                  onResend={() => resend.mutate(invitation)}
                  onRevoke={() => setRevoking(invitation)}
                />
              </TD>
            </TR>
          ))}
        </TBody>
      </Table>
      {list.hasNextPage && (
        <div className="flex justify-center">
          <Button pending={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Load more
          </Button>
        </div>
      )}
      {resend.data?.link && (
        <NewLink email={resend.data.invitation.email} link={resend.data.link} onClose={closeLink} />
      )}
      {revoking && <RevokeInvitation invitation={revoking} onClose={() => setRevoking(null)} />}
    </section>
  );
}

function Actions({
  invitation,
  role,
  pending,
  onResend,
  onRevoke,
}: {
  invitation: Invitation;
  role: Role;
  pending: boolean;
  onResend: () => void;
  onRevoke: () => void;
}) {
  const allowed = roleReaches(role, "admin") && roleReaches(role, invitation.role);
  const reason = roleReaches(role, "admin")
    ? "Only an owner decides about invitations of owners"
    : "Only admins and owners manage invitations";
  const common = { size: "sm", "aria-disabled": !allowed || undefined, className: "max-sm:flex-1" } as const;
  const buttons = (
    <span className="flex gap-2">
      <Button
        {...common}
        pending={pending}
        aria-label={`Send the invitation of ${invitation.email} again`}
        onClick={() => allowed && onResend()}
      >
        Send again
      </Button>
      <Button
        {...common}
        aria-label={`Withdraw the invitation of ${invitation.email}`}
        onClick={() => allowed && onRevoke()}
      >
        Withdraw
      </Button>
    </span>
  );
  return allowed ? buttons : <Tooltip content={reason}>{buttons}</Tooltip>;
}

/** The renewed link, where this deployment sends no mail. */
function NewLink({ email, link, onClose }: { email: string; link: string; onClose: () => void }) {
  return (
    <Dialog
      open
      guard
      onOpenChange={(open) => !open && onClose()}
      title="A new link"
      footer={
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <div className="flex flex-col gap-4 text-sm">
        <p>
          For <span className="font-medium break-all">{email}</span>, shown this once. The link before it works no more.
        </p>
        <div className="flex flex-col gap-2 sm:flex-row sm:items-start">
          <code className="min-w-0 flex-1 rounded-lg border bg-surface-sunken px-3 py-2 break-all">{link}</code>
          <CopyButton text={link} variant="primary" autoFocus />
        </div>
      </div>
    </Dialog>
  );
}

function RevokeInvitation({ invitation, onClose }: { invitation: Invitation; onClose: () => void }) {
  const refresh = useRefreshOrganization();
  const toast = useToast();
  const revoke = useMutation({
    mutationFn: () => call(contracts.revokeInvitation, { params: { id: invitation.id } }),
    onSuccess: () => {
      void refresh();
      toast.show({ title: "Invitation withdrawn", tone: "success" });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      open
      danger
      onOpenChange={(open) => !open && onClose()}
      title="Withdraw this invitation?"
      confirmLabel="Withdraw"
      pending={revoke.isPending}
      onConfirm={() => revoke.mutate()}
      body={
        <div className="flex flex-col gap-3">
          <p>
            The link that <span className="break-all text-foreground">{invitation.email}</span> has stops working.
          </p>
          {revoke.error && <FormAlert>{failureText(revoke.error)}</FormAlert>}
        </div>
      }
    />
  );
}
