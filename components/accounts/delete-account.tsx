"use client";

import { useState } from "react";
import { useWatch } from "react-hook-form";
import { postToNextAuth } from "@/components/layout/next-auth-client";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { failureText } from "@/components/ui/failure-text";
import { FormDialog } from "@/components/ui/form-dialog";
import { TextField } from "@/components/ui/form-fields";
import { about } from "@/components/ui/form-problems";
import { PasswordInput } from "@/components/ui/password-input";
import { useContractForm } from "@/components/ui/use-contract-form";
import { deleteOwnAccountContract } from "@/lib/features/accounts/contract";
import { call } from "@/lib/http/call";
import { signInAgainOr } from "./sign-in-again";

/** The danger zone: deletes the account after its email and, where there is one, its password were typed. */
export function DeleteAccount({ email, hasPassword }: { email: string; hasPassword: boolean }) {
  const [open, setOpen] = useState(false);
  return (
    <Card
      title="Delete account"
      description="All your tokens go with it. So does every organization in which you are alone: its API keys, prompts, memories and usage figures. This cannot be undone."
      className="border-danger/40"
    >
      <Button variant="danger" onClick={() => setOpen(true)} className="w-full sm:w-auto">
        Delete account
      </Button>
      {/* Mounted only while open, so that nothing typed stays behind. */}
      {open && <DeletionDialog email={email} hasPassword={hasPassword} onClose={() => setOpen(false)} />}
    </Card>
  );
}

function DeletionDialog({ email, hasPassword, onClose }: { email: string; hasPassword: boolean; onClose: () => void }) {
  const form = useContractForm({
    values: { email: "", password: "" },
    schema: deleteOwnAccountContract.body,
    bodyOf: ({ password }) => (hasPassword ? { password } : {}),
    words: { password: about("This") },
    send: async (body) => {
      await call(deleteOwnAccountContract, { body });
      // The session ended with the account; this only clears the cookie, so it must not keep anybody here.
      await postToNextAuth("signout").catch(() => undefined);
      return "deleted";
    },
    alertOf: hasPassword ? failureText : signInAgainOr,
  });
  const [typed, password] = useWatch({ control: form.control, name: ["email", "password"] });
  const ready = typed.trim().toLowerCase() === email.toLowerCase() && (!hasPassword || password !== "");
  return (
    <FormDialog
      form={form}
      onClose={(done) => (done ? window.location.assign("/") : onClose())}
      title="Delete your account?"
      description="Keys and tokens stop working at once. Nothing can be restored."
      submitLabel="Delete account for good"
      danger
      disabled={!ready}
    >
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
      {hasPassword && (
        <TextField
          control={form.control}
          name="password"
          label="Password"
          as={PasswordInput}
          autoComplete="current-password"
        />
      )}
    </FormDialog>
  );
}
