"use client";
import { useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { failureText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { Skeleton } from "@/components/ui/skeleton";
import { dashboardOrganizationContracts as contracts } from "@/lib/features/organizations/contract";
import type { Access, Member } from "@/lib/features/organizations/members-contract";
import { call } from "@/lib/http/call";
import { endingLines, stayingText } from "./access-summary";
import { useMember, useRefreshOrganization } from "./use-organization";

/** Asks once, saying which keys and tokens stop and which go on, and removes. */
export function RemoveMemberDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const [keys, setKeys] = useState<"keep" | "revoke">("keep");
  const detail = useMember(member.user_id);
  const access = detail.data?.access;
  return (
    <ConfirmDialog
      danger
      title={`Remove ${member.name}?`}
      confirmLabel="Remove member"
      ready={!detail.isPending}
      action={() => call(contracts.removeMember, { params: { user_id: member.user_id }, query: { keys } })}
      saved={({ ended }) => {
        const lines = endingLines(ended, keys).map(({ text }) => text);
        return {
          title: `${member.name} is removed`,
          description: lines.length > 0 ? `Ended: ${lines.join(", ")}.` : "Their access has ended.",
        };
      }}
      refresh={useRefreshOrganization()}
      onClose={onClose}
    >
      <p>
        <span className="text-foreground">{member.email}</span> loses access to this organization at once. Their own
        account stays.
      </p>
      {detail.isPending && <Skeleton className="h-16 w-full" />}
      {detail.isError && <FormAlert>What would end could not be read. {failureText(detail.error)}</FormAlert>}
      {access && <Consequences access={access} keys={keys} onKeysChange={setKeys} />}
    </ConfirmDialog>
  );
}

function Consequences({
  access,
  keys,
  onKeysChange,
}: {
  access: Access;
  keys: "keep" | "revoke";
  onKeysChange: (keys: "keep" | "revoke") => void;
}) {
  const lines = endingLines(access, keys);
  const staying = stayingText(access);
  return (
    <>
      {lines.length > 0 && (
        <div>
          <p>These stop working:</p>
          <ul className="mt-1 list-disc pl-5 text-foreground">
            {lines.map(({ id, text }) => (
              <li key={id}>{text}</li>
            ))}
          </ul>
        </div>
      )}
      {lines.length === 0 && <p>No key and no token stops working.</p>}
      {staying && (
        <>
          {keys === "keep" && <p>{staying}</p>}
          <Checkbox
            checked={keys === "revoke"}
            onCheckedChange={(revoke) => onKeysChange(revoke ? "revoke" : "keep")}
            label="Revoke the keys with scopes that they made, too"
          />
        </>
      )}
    </>
  );
}
