"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { failureText } from "@/components/ui/failure-text";
import { type Reveal, revealOf, SecretDialog } from "@/components/ui/secret-dialog";
import { TableList } from "@/components/ui/table-list";
import { useToast } from "@/components/ui/toast";
import { useList } from "@/components/ui/use-list";
import type { Role } from "@/lib/access/catalogue";
import { dashboardOrganizationContracts as contracts } from "@/lib/features/organizations/contract";
import type { Invitation } from "@/lib/features/organizations/invitations-contract";
import { call } from "@/lib/http/call";
import { invitationColumns } from "./invitation-columns";
import { invitationList } from "./team-lists";
import { useRefreshOrganization } from "./use-organization";

/** Invitations not accepted yet; shows nothing when there are none. */
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
  const renewed = resend.data?.link ? renewedLink(resend.data.invitation.email, resend.data.link) : null;
  const closeLink = () => {
    resend.reset();
    void refresh();
  };

  if (list.query.isSuccess && list.rows.length === 0) return null;
  return (
    <section aria-labelledby="pending-invitations">
      <h2 id="pending-invitations" className="mb-3 text-heading">
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
        empty={{ title: "No open invitations", body: "Invitations that were not accepted yet are listed here." }}
      />
      <SecretDialog
        open={renewed !== null}
        pending={resend.isPending}
        reveal={renewed}
        title="A new link"
        onClose={closeLink}
      />
      {revoking && (
        <ConfirmDialog
          danger
          title="Withdraw this invitation?"
          confirmLabel="Withdraw"
          action={() => call(contracts.revokeInvitation, { params: { id: revoking.id } })}
          saved={() => ({ title: "Invitation withdrawn" })}
          refresh={refresh}
          onClose={() => setRevoking(null)}
        >
          <p>
            The link that <span className="break-all text-foreground">{revoking.email}</span> has stops working.
          </p>
        </ConfirmDialog>
      )}
    </section>
  );
}

/** The renewed link, where this deployment sends no mail. */
function renewedLink(email: string, link: string): Reveal {
  return revealOf("A new link", {
    secret: link,
    label: "Invitation link",
    note: `For ${email}, shown this once. The link before it works no more.`,
  });
}
