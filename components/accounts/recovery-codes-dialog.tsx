"use client";
import { FormDialog } from "@/components/ui/form-dialog";
import { useContractForm } from "@/components/ui/use-contract-form";
import { renewRecoveryCodesContract } from "@/lib/features/accounts/factors-contract";
import { call } from "@/lib/http/call";
import { recoveryCodesReveal } from "./recovery-codes";
import { useRefreshFactors } from "./use-refresh-factors";

/** Makes new recovery codes, which end the ones before, and shows them once. */
export function RecoveryCodesDialog({ onClose }: { onClose: () => void }) {
  const form = useContractForm({
    values: {},
    send: () => call(renewRecoveryCodesContract, {}),
    creates: "set of codes",
  });
  return (
    <FormDialog
      form={form}
      onClose={onClose}
      title="Make new recovery codes?"
      submitLabel="Make new codes"
      refresh={useRefreshFactors()}
      reveal={({ recovery_codes: codes }) => recoveryCodesReveal(codes)}
    >
      <p className="text-sm text-muted">The codes that you have now stop working at once.</p>
    </FormDialog>
  );
}
