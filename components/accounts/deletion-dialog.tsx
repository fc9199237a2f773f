"use client";

import { useQuery } from "@tanstack/react-query";
import { AccountEnding } from "@/components/layout/account-ending";
import { postToNextAuth } from "@/components/layout/next-auth-client";
import { failureText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { FormDialog } from "@/components/ui/form-dialog";
import { Skeleton } from "@/components/ui/skeleton";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { useValue } from "@/components/ui/use-field";
import { deleteOwnAccountContract } from "@/lib/features/accounts/contract";
import { call, sendCallsAfter } from "@/lib/http/call";
import { deletionQuery } from "./account-queries";

/** Shows what ends with the account, and deletes it after its email was typed. */
export function DeletionDialog({ email, onClose }: { email: string; onClose: () => void }) {
  const form = useContractForm({
    values: { email: "" },
    send: async () => {
      await call(deleteOwnAccountContract, {});
      sendCallsAfter(new Promise(() => undefined));
      // The session ended with the account; this only clears the cookie, so it must not keep anybody here.
      await postToNextAuth("signout").catch(() => undefined);
      return "deleted";
    },
  });
  const typed = useValue(form.control, "email");
  const preview = useQuery(deletionQuery);
  return (
    <FormDialog
      form={form}
      onClose={(done) => (done ? window.location.assign("/") : onClose())}
      title="Delete your account?"
      description="Keys and tokens stop working at once. Nothing can be restored."
      submitLabel="Delete account for good"
      danger
      disabled={preview.data?.blocked !== false || typed.trim().toLowerCase() !== email.toLowerCase()}
    >
      <div className="flex flex-col gap-3 text-sm text-muted">
        {preview.isPending && <Skeleton className="h-24 w-full" />}
        {preview.isError && <FormAlert>What would end could not be read. {failureText(preview.error)}</FormAlert>}
        {preview.data?.last_administrator && (
          <FormAlert>You are the last administrator of this deployment: name another one first.</FormAlert>
        )}
        {preview.data && (
          <AccountEnding change="deletion" access={preview.data.access} organizations={preview.data.organizations} />
        )}
      </div>
      <TextField
        control={form.control}
        name="email"
        label={
          <>
            Type <span className="font-mono break-all">{email}</span> to confirm
          </>
        }
        type="email"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
    </FormDialog>
  );
}
