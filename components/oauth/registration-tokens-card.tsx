"use client";
import { useState } from "react";
import { AddButton } from "@/components/ui/add-button";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { ListFrame } from "@/components/ui/list-frame";
import { RelativeTime } from "@/components/ui/relative-time";
import { useList, useRefresh } from "@/components/ui/use-list";
import { dashboardAppContracts } from "@/lib/features/oauth/contract";
import type { RegistrationToken } from "@/lib/features/oauth/registration-token-contract";
import { call } from "@/lib/http/call";
import { registrationTokenList } from "./app-lists";
import { RegistrationTokenDialog } from "./registration-token-dialog";

/** With what apps register themselves: the tokens that still hold, making one, and ending one. */
export function RegistrationTokensCard({ issuer }: { issuer: string }) {
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<RegistrationToken | null>(null);
  const list = useList(registrationTokenList);
  const refresh = useRefresh(registrationTokenList.group);
  return (
    <Card
      title="Apps that register themselves"
      description="Agents and MCP clients can register with a token of yours (RFC 7591). Their apps appear here as unverified and belong to this organization."
      actions={
        <AddButton size="sm" onClick={() => setCreating(true)}>
          Create token
        </AddButton>
      }
    >
      <ListFrame
        list={list}
        nouns={["registration token", "registration tokens"]}
        empty={{ title: "No registration token", body: "No registration token holds at the moment." }}
        inCard
      >
        {(tokens) => (
          <ul className="divide-y rounded-lg border" aria-label="Registration tokens">
            {tokens.map((token) => (
              <li
                key={token.id}
                className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-3 py-2.5 text-sm"
              >
                <span className="min-w-0">
                  <span className="block font-mono text-code">{token.hint}</span>
                  <span className="text-muted">
                    Created <RelativeTime at={token.created_at} /> · ends <RelativeTime at={token.expires_at} />
                  </span>
                </span>
                <Button size="sm" onClick={() => setRevoking(token)} aria-label={`Revoke ${token.hint}`}>
                  Revoke
                </Button>
              </li>
            ))}
          </ul>
        )}
      </ListFrame>
      {creating && <RegistrationTokenDialog onClose={() => setCreating(false)} issuer={issuer} refresh={refresh} />}
      {revoking && (
        <ConfirmDialog
          danger
          title="Revoke this registration token?"
          confirmLabel="Revoke token"
          action={() => call(dashboardAppContracts.revokeRegistrationToken, { params: { token_id: revoking.id } })}
          saved={() => ({ title: "Registration token revoked" })}
          refresh={refresh}
          onClose={() => setRevoking(null)}
        >
          <p>
            No further app can register with <span className="font-mono text-foreground">{revoking.hint}</span>. Apps
            that registered with it stay; delete those that you do not want.
          </p>
        </ConfirmDialog>
      )}
    </Card>
  );
}
