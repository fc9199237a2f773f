"use client";

import { useQuery } from "@tanstack/react-query";
import { AccountEnding } from "@/components/layout/account-ending";
import { postToNextAuth } from "@/components/layout/next-auth-client";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { failureText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { Skeleton } from "@/components/ui/skeleton";
import { deleteOwnAccountContract } from "@/lib/features/accounts/contract";
import { call, sendCallsAfter } from "@/lib/http/call";
import { deletionQuery } from "./account-queries";

/** Shows what ends with the account, and deletes it after its email was typed. */
export function DeletionDialog({ email, onClose }: { email: string; onClose: () => void }) {
  const preview = useQuery(deletionQuery);
  return (
    <ConfirmDialog
      danger
      title="Delete your account?"
      confirmLabel="Delete account for good"
      action={deleteAccount}
      ready={preview.data?.blocked === false}
      requireText={email}
      onClose={(done) => (done ? window.location.assign("/") : onClose())}
    >
      <p>Keys and tokens stop working at once. Nothing can be restored.</p>
      {preview.isPending && <Skeleton className="h-24 w-full" />}
      {preview.isError && <FormAlert>What would end could not be read. {failureText(preview.error)}</FormAlert>}
      {preview.data?.last_administrator && (
        <FormAlert>You are the last administrator of this deployment: name another one first.</FormAlert>
      )}
      {preview.data && (
        <AccountEnding change="deletion" access={preview.data.access} organizations={preview.data.organizations} />
      )}
    </ConfirmDialog>
  );
}

async function deleteAccount(): Promise<void> {
  await call(deleteOwnAccountContract, {});
  sendCallsAfter(new Promise(() => undefined));
  // The session ended with the account; this only clears the cookie, so it must not keep anybody here.
  await postToNextAuth("signout").catch(() => undefined);
}
