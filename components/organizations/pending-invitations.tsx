"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { failureText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { TableList } from "@/components/ui/list-frame";
import { useToast } from "@/components/ui/toast";
import { useList } from "@/components/ui/use-list";
import type { Role } from "@/lib/access/catalogue";
import { dashboardOrganizationContracts as contracts, type Invitation } from "@/lib/features/organizations/contract";
import { call } from "@/lib/http/call";
import { invitationColumns } from "./invitation-columns";
import { invitationList } from "./team-lists";
import { useRefreshOrganization } from "./use-organization";

/** Invitations that nobody has accepted yet; without any, nothing. */
export function PendingInvitations({ role }: { role: Role }) {
  const list = useList(invitationList);
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
  const closeLink = () => {
    resend.reset();
    void refresh();
  };

  if (list.query.isSuccess && list.rows.length === 0) return null;
  return (
    <section aria-labelledby="pending-invitations">
      <h2 id="pending-invitations" className="mb-3 text-[0.9375rem] font-semibold">
        Open invitations
      </h2>
      <TableList
        list={list}
        nouns={["open invitation", "open invitations"]}
        columns={invitationColumns}
        rowKey={({ id }) => id}
        context={{
          role,
          sending: resend.isPending ? resend.variables.id : null,
          onResend: resend.mutate,
          onRevoke: setRevoking,
        }}
        empty={{ title: "No open invitations", body: "Invitations that nobody has accepted yet are listed here." }}
      />
      {resend.data?.link && (
        <NewLink email={resend.data.invitation.email} link={resend.data.link} onClose={closeLink} />
      )}
      {revoking && <RevokeInvitation invitation={revoking} onClose={() => setRevoking(null)} />}
    </section>
  );
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
