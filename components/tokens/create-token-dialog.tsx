"use client";
import { expiryPresets } from "@/components/ui/expiry";
import { ExpiryField } from "@/components/ui/expiry-field";
import { FormDialog } from "@/components/ui/form-dialog";
import { revealOf } from "@/components/ui/secret-dialog";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { dashboardTokenContracts } from "@/lib/features/tokens/contract";
import { call } from "@/lib/http/call";
import { emptyTokenDraft, maximumTokenDays, tokenBodyOf, tokenProblems, tokenWords } from "./token-draft";
import { revealedToken } from "./token-secret";
import { useRefreshTokens } from "./use-tokens";

const presets = expiryPresets.filter((preset) => preset !== "never");

/** Creates a token and shows its secret in the same dialog. The draft survives closing. */
export function CreateTokenDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const refresh = useRefreshTokens();
  const form = useContractForm({
    values: emptyTokenDraft,
    schema: dashboardTokenContracts.create.body,
    bodyOf: tokenBodyOf,
    check: tokenProblems,
    words: tokenWords,
    send: (body) => call(dashboardTokenContracts.create, { body }),
    creates: "token",
    draft: "token",
  });
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      form={form}
      title="Create personal access token"
      description="It acts as you: with it, a script may do all that you may do through the API."
      submitLabel="Create token"
      refresh={refresh}
      reveal={(made) => revealOf("Copy your new token", revealedToken(made, window.location.origin))}
    >
      <TextField
        control={form.control}
        name="name"
        label="Name"
        hint="The script or machine that will use it."
        // The dialog opens on the one thing that has to be typed.
        autoFocus
        placeholder="Laptop"
        maxLength={100}
        autoComplete="off"
      />
      <ExpiryField control={form.control} name="expires_in_days" presets={presets} maximumDays={maximumTokenDays} />
    </FormDialog>
  );
}
