"use client";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { AccountEnding } from "@/components/layout/account-ending";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { ReasonedButton } from "@/components/ui/reasoned-button";
import { type AdminUserDetail, dashboardUserContracts as contracts } from "@/lib/features/administration/user-contract";
import { call } from "@/lib/http/call";
import { AdminDialog } from "./admin-dialog";
import { adminKeys } from "./administration-lists";

type Action = "suspend" | "reactivate" | "reset" | "admin" | "delete";

/** What an administrator may do with a user; what is out of reach says why. */
export function UserActions({ user, isOwn }: { user: AdminUserDetail; isOwn: boolean }) {
  const [asking, setAsking] = useState<Action | null>(null);
  const last = user.last_administrator ? "The last administrator stays one: name another one first" : null;
  const own = isOwn ? "This is your own account" : null;
  const isSuspended = user.suspended_at !== null;
  const close = () => setAsking(null);
  return (
    <Card title="Account" description="Every change is told to the user by mail and recorded">
      <div className="grid gap-2">
        {isSuspended ? (
          <ReasonedButton reason={null} variant="primary" onClick={() => setAsking("reactivate")}>
            Reactivate
          </ReasonedButton>
        ) : (
          <ReasonedButton reason={own ?? last} onClick={() => setAsking("suspend")}>
            Suspend
          </ReasonedButton>
        )}
        <ReasonedButton
          reason={user.factors.password ? null : "This user has no password"}
          onClick={() => setAsking("reset")}
        >
          Require a new password
        </ReasonedButton>
        <ReasonedButton reason={user.instance_admin ? last : null} onClick={() => setAsking("admin")}>
          {user.instance_admin ? "Remove administrator" : "Make administrator"}
        </ReasonedButton>
        <ReasonedButton
          variant="danger"
          reason={own ? "Delete your own account in your settings" : last}
          onClick={() => setAsking("delete")}
        >
          Delete user
        </ReasonedButton>
      </div>
      {asking === "admin" && <AdminDialog user={user} isOwn={isOwn} onClose={close} />}
      {asking === "suspend" && <SuspendDialog user={user} onClose={close} />}
      {asking === "reactivate" && <ReactivateDialog user={user} onClose={close} />}
      {asking === "reset" && <ResetDialog user={user} onClose={close} />}
      {asking === "delete" && <DeleteDialog user={user} onClose={close} />}
    </Card>
  );
}

type DialogProps = { user: AdminUserDetail; onClose: () => void };

function SuspendDialog({ user, onClose }: DialogProps) {
  return (
    <ChangeDialog
      danger
      title={`Suspend “${user.name}”?`}
      confirmLabel="Suspend"
      done={`“${user.name}” is suspended`}
      action={() => call(contracts.suspend, { params: { id: user.id } })}
      onClose={onClose}
    >
      <p>
        <span className="wrap-anywhere text-foreground">{user.email}</span> is signed out everywhere and kept out, in
        every process within a second.
      </p>
      <AccountEnding change="suspension" access={user.access} organizations={user.memberships} />
    </ChangeDialog>
  );
}

function ReactivateDialog({ user, onClose }: DialogProps) {
  return (
    <ChangeDialog
      title={`Reactivate “${user.name}”?`}
      confirmLabel="Reactivate"
      done={`“${user.name}” is let in again`}
      action={() => call(contracts.reactivate, { params: { id: user.id } })}
      onClose={onClose}
    >
      <p>
        <span className="wrap-anywhere text-foreground">{user.email}</span> may sign in again, and their tokens and keys
        work as before. Sessions and authorized apps stay ended.
      </p>
    </ChangeDialog>
  );
}

function ResetDialog({ user, onClose }: DialogProps) {
  return (
    <ChangeDialog
      title={`Require a new password of “${user.name}”?`}
      confirmLabel="Require a new password"
      done={`“${user.name}” needs a new password`}
      action={() => call(contracts.requirePasswordReset, { params: { id: user.id } })}
      onClose={onClose}
    >
      <p>
        Their {user.access.sessions === 1 ? "session ends" : `${user.access.sessions} sessions end`} at once. The old
        password lets them in no more; a mail says how to set a new one. Tokens, keys and apps that act as them go on
        until they have set it.
      </p>
    </ChangeDialog>
  );
}

function DeleteDialog({ user, onClose }: DialogProps) {
  const isBlocked = user.memberships.some(({ on_deletion }) => on_deletion === "blocks");
  return (
    <ConfirmDialog
      danger
      title={`Delete “${user.name}”?`}
      confirmLabel="Delete user for good"
      ready={!isBlocked}
      requireText={isBlocked ? undefined : user.email}
      action={() => call(contracts.delete, { params: { id: user.id } })}
      onClose={(done) => (done ? window.location.assign("/dashboard/admin/users") : onClose())}
    >
      <p>Nothing can be restored. A suspension keeps them out as well, and can be taken back.</p>
      <AccountEnding change="deletion" access={user.access} organizations={user.memberships} />
    </ConfirmDialog>
  );
}

/** Asks, does it, and loads what administration shows anew. */
function ChangeDialog({
  done,
  onClose,
  children,
  ...dialog
}: {
  title: string;
  confirmLabel: string;
  danger?: boolean;
  done: string;
  action: () => Promise<unknown>;
  onClose: () => void;
  children: ReactNode;
}) {
  const client = useQueryClient();
  return (
    <ConfirmDialog
      {...dialog}
      saved={() => ({ title: done })}
      refresh={() => client.invalidateQueries({ queryKey: adminKeys })}
      onClose={onClose}
    >
      {children}
    </ConfirmDialog>
  );
}
