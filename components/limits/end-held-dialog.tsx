"use client";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { releaseContract } from "@/lib/features/limits/lease-contract";
import { giveBackContract } from "@/lib/features/limits/reservation-contract";
import { call } from "@/lib/http/call";
import type { Held } from "./held-columns";
import { useRefreshHeld } from "./held-list";

const texts = {
  leases: {
    contract: releaseContract,
    title: "Release the slots of",
    confirmLabel: "Release slots",
    saved: "The slots are free",
    body: "They are free for others at once. The service that holds them is not told, and goes on until it renews or releases the lease.",
  },
  reservations: {
    contract: giveBackContract,
    title: "Give back what is reserved for",
    confirmLabel: "Give back",
    saved: "The reservation is given back",
    body: "All of it counts no more. The service that reserved it cannot settle it then.",
  },
};

/** Asks before what an identifier holds is given back in place of its service. */
export function EndHeldDialog({
  kind,
  namespace,
  held: { id, identifier },
  onClose,
}: {
  kind: keyof typeof texts;
  namespace: string;
  held: Held;
  onClose: () => void;
}) {
  const { contract, title, confirmLabel, saved, body } = texts[kind];
  return (
    <ConfirmDialog
      danger
      title={`${title} ${identifier}?`}
      confirmLabel={confirmLabel}
      action={() => call(contract, { params: { namespace, id } })}
      saved={() => ({ title: saved })}
      refresh={useRefreshHeld()}
      onClose={onClose}
    >
      <p>{body}</p>
    </ConfirmDialog>
  );
}
