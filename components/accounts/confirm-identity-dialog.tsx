"use client";

import { usePathname } from "next/navigation";
import { FormDialog } from "@/components/ui/form-dialog";
import { TextField } from "@/components/ui/form-fields";
import { about } from "@/components/ui/form-problems";
import { PasswordInput } from "@/components/ui/password-input";
import { useContractForm } from "@/components/ui/use-contract-form";
import { type ConfirmingMethod, confirmContract } from "@/lib/features/accounts/confirm-contract";
import { call } from "@/lib/http/call";

/** Asks the user to prove again who they are; `onEnd` hears once whether they did. */
export function ConfirmIdentityDialog({
  methods,
  onEnd,
}: {
  methods: readonly ConfirmingMethod[];
  onEnd: (confirmed: boolean) => void;
}) {
  const pathname = usePathname();
  const hasPassword = methods.includes("password");
  const form = useContractForm({
    values: { password: "" },
    schema: confirmContract.body,
    words: { password: about("This") },
    check: ({ password }): Record<string, string> => (password === "" ? { password: "Enter your password." } : {}),
    send: (body) => call(confirmContract, { body }),
  });
  return (
    <FormDialog
      form={form}
      onClose={(result) => onEnd(result !== undefined)}
      title="Confirm it’s you"
      description="You signed in more than ten minutes ago. What you are about to do needs a fresh proof, good for ten minutes."
      submitLabel="Confirm"
      disabled={!hasPassword}
    >
      {hasPassword ? (
        <TextField
          control={form.control}
          name="password"
          label="Password"
          as={PasswordInput}
          autoComplete="current-password"
          autoFocus
        />
      ) : (
        <p className="text-sm">
          Your account has no password.{" "}
          <a href={`/sign-in?again&callbackUrl=${encodeURIComponent(pathname)}`} className="font-medium underline">
            Sign in again
          </a>{" "}
          with your provider, and then once more do what you were about to.
        </p>
      )}
    </FormDialog>
  );
}
