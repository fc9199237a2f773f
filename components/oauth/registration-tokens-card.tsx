"use client";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { failureText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { LoadMore } from "@/components/ui/load-more";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { useToast } from "@/components/ui/toast";
import { dashboardAppContracts, type RegistrationToken } from "@/lib/features/oauth/contract";
import { call } from "@/lib/http/call";
import { RegistrationTokenDialog } from "./registration-token-dialog";

const tokensKey = ["oauth-registration-tokens"];

/** With what apps register themselves: the tokens that still hold, making one, and ending one. */
export function RegistrationTokensCard({ issuer }: { issuer: string }) {
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<RegistrationToken | null>(null);
  const client = useQueryClient();
  const list = useInfiniteQuery({
    queryKey: tokensKey,
    queryFn: ({ pageParam, signal }) =>
      call(dashboardAppContracts.listRegistrationTokens, { query: pageParam ? { cursor: pageParam } : {} }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
  const tokens = list.data?.pages.flatMap(({ data }) => data) ?? [];
  const close = () => {
    setCreating(false);
    void client.invalidateQueries({ queryKey: tokensKey });
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
      {list.isPending && <Skeleton className="h-14 w-full" />}
      {list.isError && tokens.length === 0 && <FormAlert>Tokens unavailable. {failureText(list.error)}</FormAlert>}
      {list.isSuccess && tokens.length === 0 && (
        <p className="rounded-lg border border-dashed px-4 py-5 text-center text-sm text-muted">
          No registration token holds at the moment.
        </p>
      )}
      {tokens.length > 0 && (
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
      <LoadMore list={list} />
      <RegistrationTokenDialog open={creating} onClose={close} issuer={issuer} />
      {revoking && <RevokeTokenDialog token={revoking} onClose={() => setRevoking(null)} />}
    </Card>
  );
}

function RevokeTokenDialog({ token, onClose }: { token: RegistrationToken; onClose: () => void }) {
  const client = useQueryClient();
  const toast = useToast();
  const revoke = useMutation({
    mutationFn: () => call(dashboardAppContracts.revokeRegistrationToken, { params: { token_id: token.id } }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: tokensKey });
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
