"use client";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { LastUsed } from "@/components/ui/last-used";
import { dashboardTokenContracts, type Token } from "@/lib/features/tokens/contract";
import { call } from "@/lib/http/call";
import { endingVerb } from "./token-allowance";
import { useRefreshTokenList } from "./use-tokens";

/** Asks once, saying when the token was last used, and revokes it. */
export function RevokeTokenDialog({ token, onClose }: { token: Token; onClose: (done: boolean) => void }) {
  const verb = endingVerb(token);
  const expired = token.status === "expired";
  return (
    <ConfirmDialog
      danger
      title={`${verb} “${token.name}”?`}
      confirmLabel={`${verb} token`}
      action={() => call(dashboardTokenContracts.revoke, { params: { token_id: token.token_id } })}
      saved={() => ({ title: expired ? `“${token.name}” is removed` : `“${token.name}” is revoked` })}
      refresh={useRefreshTokenList()}
      onClose={onClose}
    >
      <p>
        <LastUsed hint={token.hint} at={token.last_used_at} />
      </p>
      <p>
        {expired
          ? "It has expired and is refused already; this takes it off the list."
          : "Requests with it are refused at once. This cannot be undone."}
      </p>
    </ConfirmDialog>
  );
}
