"use client";
import { useMutation } from "@tanstack/react-query";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { failureText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { RelativeTime } from "@/components/ui/relative-time";
import { useToast } from "@/components/ui/toast";
import { dashboardTokenContracts, type Token } from "@/lib/features/tokens/contract";
import { call } from "@/lib/http/call";
import { endingVerb } from "./token-allowance";
import { useRefreshTokens } from "./use-tokens";

/** Asks once, saying when the token was last used, and revokes it. */
export function RevokeTokenDialog({ token, onClose }: { token: Token; onClose: () => void }) {
  const verb = endingVerb(token);
  const expired = token.status === "expired";
  const toast = useToast();
  const refresh = useRefreshTokens();
  const revoke = useMutation({
    mutationFn: () => call(dashboardTokenContracts.revoke, { params: { token_id: token.token_id } }),
    onSuccess: () => {
      void refresh();
      toast.show({ title: expired ? `“${token.name}” is removed` : `“${token.name}” is revoked`, tone: "success" });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      open
      danger
      onOpenChange={(open) => !open && onClose()}
      title={`${verb} “${token.name}”?`}
      confirmLabel={`${verb} token`}
      pending={revoke.isPending}
      onConfirm={() => revoke.mutate()}
      body={
        <div className="flex flex-col gap-3">
          <p>
            <span className="font-mono text-foreground">{token.hint}</span>{" "}
            {token.last_used_at ? (
              <>
                was last used{" "}
                <strong className="text-foreground">
                  <RelativeTime at={token.last_used_at} />
                </strong>
                .
              </>
            ) : (
              "was never used."
            )}
          </p>
          <p>
            {expired
              ? "It has expired and is refused already; this takes it off the list."
              : "Requests with it are refused at once. This cannot be undone."}
          </p>
          {revoke.error && <FormAlert>{failureText(revoke.error)}</FormAlert>}
        </div>
      }
    />
  );
}
