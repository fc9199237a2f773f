"use client";
import { useMutation } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { failureText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { ListFrame } from "@/components/ui/list-frame";
import { RelativeTime } from "@/components/ui/relative-time";
import { useToast } from "@/components/ui/toast";
import { useList, useRefresh } from "@/components/ui/use-list";
import { dashboardAppContracts, type RegistrationToken } from "@/lib/features/oauth/contract";
import { call } from "@/lib/http/call";
import { registrationTokenList } from "./app-lists";
import { RegistrationTokenDialog } from "./registration-token-dialog";

/** With what apps register themselves: the tokens that still hold, making one, and ending one. */
export function RegistrationTokensCard({ issuer }: { issuer: string }) {
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<RegistrationToken | null>(null);
  const list = useList(registrationTokenList);
  const refresh = useRefresh(registrationTokenList.group);
  const close = () => {
    setCreating(false);
    void refresh();
  };
  return (
    <Card
      title="Apps that register themselves"
      description="Agents and MCP clients can register with a token of yours (RFC 7591). Their apps appear here as unverified and belong to this organization."
      actions={
        <Button size="sm" onClick={() => setCreating(true)}>
          <Plus aria-hidden className="size-4" />
          Create token
        </Button>
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
                  <span className="block font-mono text-[0.8125rem]">{token.hint}</span>
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
      <RegistrationTokenDialog open={creating} onClose={close} issuer={issuer} />
      {revoking && <RevokeTokenDialog token={revoking} onClose={() => setRevoking(null)} />}
    </Card>
  );
}

function RevokeTokenDialog({ token, onClose }: { token: RegistrationToken; onClose: () => void }) {
  const refresh = useRefresh(registrationTokenList.group);
  const toast = useToast();
  const revoke = useMutation({
    mutationFn: () => call(dashboardAppContracts.revokeRegistrationToken, { params: { token_id: token.id } }),
    onSuccess: () => {
      void refresh();
      toast.show({ title: "Registration token revoked", tone: "success" });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      open
      danger
      onOpenChange={(open) => !open && onClose()}
      title="Revoke this registration token?"
      confirmLabel="Revoke token"
      pending={revoke.isPending}
      onConfirm={() => revoke.mutate()}
      body={
        <div className="flex flex-col gap-3">
          <p>
            No further app can register with <span className="font-mono text-foreground">{token.hint}</span>. Apps that
            registered with it stay; delete those that you do not want.
          </p>
          {revoke.error && <FormAlert>{failureText(revoke.error)}</FormAlert>}
        </div>
      }
    />
  );
}
