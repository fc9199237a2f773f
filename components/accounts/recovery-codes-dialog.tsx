"use client";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { renewRecoveryCodesContract } from "@/lib/features/accounts/factors-contract";
import { call } from "@/lib/http/call";
import { recoveryCodesReveal } from "./recovery-codes";
import { useRefreshFactors } from "./use-refresh-factors";

/** Makes new recovery codes, which end the ones before, and shows them once. */
export function RecoveryCodesDialog({ onClose }: { onClose: () => void }) {
  return (
    <ConfirmDialog
      title="Make new recovery codes?"
      confirmLabel="Make new codes"
      action={() => call(renewRecoveryCodesContract, {})}
      creates="set of codes"
      refresh={useRefreshFactors()}
      reveal={({ recovery_codes: codes }) => recoveryCodesReveal(codes)}
      onClose={onClose}
    >
      <p>The codes that you have now stop working at once.</p>
    </ConfirmDialog>
  );
}
