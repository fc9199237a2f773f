"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { Role } from "@/lib/access/catalogue";
import { dashboardOrganizationContracts as contracts, type Organization } from "@/lib/features/organizations/contract";
import { call } from "@/lib/http/call";
import { announceSwitch, loadAnew } from "./switching";

type Props = { organization: Organization; role: Role };

/** Leaving the organization, and deleting it; what is not possible says why. */
export function EndOrganization({ organization, role }: Props) {
  const [asking, setAsking] = useState<"leave" | "delete" | null>(null);
  const { personal, counts } = organization;
  const close = () => setAsking(null);
  const noLeave =
    role !== "owner"
      ? null
      : personal
        ? "A personal organization keeps the person that it belongs to."
        : counts.owners === 1
          ? "You are its only owner: make somebody else an owner first, on the Team page, or delete it."
          : null;
  const noDelete = personal
    ? "A personal organization ends with the account that it belongs to, in Settings."
    : role === "owner"
      ? null
      : "Only an owner deletes the organization.";
  return (
    <Card title="Leave or delete" className="border-danger/40">
      <div className="grid gap-5 text-sm">
        <Choice
          title="Leave this organization"
          text="Your tokens, what they made and your keys without scopes stop working here. Other keys stay with the organization."
          reason={noLeave}
          button={
            <Button disabled={noLeave !== null} onClick={() => setAsking("leave")}>
              Leave
            </Button>
          }
        />
        <Choice
          title="Delete this organization"
          text="Every key, prompt, memory and usage figure goes with it, for all members. This cannot be undone."
          reason={noDelete}
          button={
            <Button variant="danger" disabled={noDelete !== null} onClick={() => setAsking("delete")}>
              Delete
            </Button>
          }
        />
      </div>
      {asking === "leave" && <LeaveDialog organization={organization} onClose={close} />}
      {asking === "delete" && <DeleteDialog organization={organization} onClose={close} />}
    </Card>
  );
}

function Choice({
  title,
  text,
  reason,
  button,
}: {
  title: string;
  text: string;
  reason: string | null;
  button: React.ReactNode;
}) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
      <div className="min-w-0 flex-1 basis-64">
        <h3 className="font-medium">{title}</h3>
        <p className="text-muted">{reason ?? text}</p>
      </div>
      {button}
    </div>
  );
}

function LeaveDialog({ organization, onClose }: { organization: Organization; onClose: () => void }) {
  return (
    <ConfirmDialog
      danger
      title={`Leave ${organization.name}?`}
      confirmLabel="Leave organization"
      action={() => call(contracts.leave, {})}
      onClose={(done) => (done ? goHome() : onClose())}
    >
      <p>
        You lose access at once; your tokens for it, what they made and your API keys without scopes are revoked. To
        come back, you have to be invited again.
      </p>
    </ConfirmDialog>
  );
}

function DeleteDialog({ organization, onClose }: { organization: Organization; onClose: () => void }) {
  const { counts, name } = organization;
  return (
    <ConfirmDialog
      danger
      title={`Delete ${name}?`}
      confirmLabel="Delete for good"
      action={() => call(contracts.delete, { body: { name } })}
      onClose={(done) => (done ? goHome() : onClose())}
      requireText={name}
    >
      <p>
        {counts.active_api_keys === 1 ? "1 API key stops" : `${counts.active_api_keys} API keys stop`} working at once,
        and {counts.members === 1 ? "1 member loses" : `${counts.members} members lose`} access. Nothing can be
        restored.
      </p>
    </ConfirmDialog>
  );
}

/** The session goes on in the personal organization. */
function goHome(): void {
  announceSwitch();
  loadAnew("/dashboard");
}
