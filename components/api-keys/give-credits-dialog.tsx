"use client";
import { ChangedElsewhere, changeAsSeen } from "@/components/ui/change-as-seen";
import { useContractForm } from "@/components/ui/use-contract-form";
import { dashboardApiKeyContracts as contracts } from "@/lib/features/api-keys/contract";
import { call } from "@/lib/http/call";
import { creditsIn, creditWords, noCredits } from "./credit-draft";
import { CreditFields } from "./credit-fields";
import { CreditsDialog, type CreditsDialogProps } from "./credits-dialog";
import { keyChangeKind } from "./key-change-kind";

/** Begins to count a key's requests down from a number, for a key whose requests were not; never over credits that were given meanwhile. */
export function GiveCreditsDialog(about: CreditsDialogProps) {
  const { apiKey } = about;
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
    <CreditsDialog {...about} form={form} submitLabel="Give credits" saved={() => ({ title: "Credits were given" })}>
      <CreditFields control={form.control} autoFocus />
    </CreditsDialog>
  );
}
