"use client";
import { ChangedElsewhere, changeAsSeen } from "@/components/ui/change-as-seen";
import { FormDialog } from "@/components/ui/form-dialog";
import { useContractForm } from "@/components/ui/use-contract-form";
import { dashboardApiKeyContracts as contracts } from "@/lib/features/api-keys/contract";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import { call } from "@/lib/http/call";
import { creditsIn, creditWords, noCredits } from "./credit-draft";
import { CreditFields } from "./credit-fields";
import { keyChangeKind } from "./key-change-kind";
import { useRefreshApiKeys } from "./use-api-keys";

/** Begins to count a key's requests down from a number, for a key whose requests were not; never over credits that were given meanwhile. */
export function GiveCreditsDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: (changed: boolean) => void }) {
  const form = useContractForm({
    values: { credits: noCredits },
    schema: contracts.update.body,
    // Nothing typed is a number that is missing, not nothing to change.
    bodyOf: ({ credits }) => ({ credits: creditsIn(credits) ?? { remaining: Number.NaN } }),
    words: creditWords,
    send: (body) =>
      changeAsSeen({
        read: () => keyChangeKind.read(apiKey),
        isAsSeen: ({ credits }) => credits === null,
        change: (ifMatch) => call(contracts.update, { params: { id: apiKey.id }, body }, { ifMatch }),
      }),
    alertOf: (error) =>
      error instanceof ChangedElsewhere
        ? "The key was given credits elsewhere meanwhile, so nothing was saved. Close this and look again."
        : error.message,
  });
  return (
    <FormDialog
      form={form}
      onClose={(saved) => onClose(saved !== undefined)}
      title={`Credits of “${apiKey.name}”`}
      description="They count from the next request on, for this key and those that take its place."
      submitLabel="Give credits"
      saved={() => ({ title: "Credits were given" })}
      refresh={useRefreshApiKeys()}
    >
      <CreditFields control={form.control} autoFocus />
    </FormDialog>
  );
}
