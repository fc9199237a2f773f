"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useRef, useState } from "react";
import { postToNextAuth } from "@/components/layout/next-auth-client";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Dialog } from "@/components/ui/dialog";
import { failureText } from "@/components/ui/failure-text";
import { Field } from "@/components/ui/field";
import { FormAlert } from "@/components/ui/form-alert";
import { Input } from "@/components/ui/input";
import { PasswordInput } from "@/components/ui/password-input";
import { deleteOwnAccountContract } from "@/lib/features/accounts/contract";
import { call } from "@/lib/http/call";
import { foldedEmail } from "@/lib/platform/email-address";
import { fieldProblems } from "./field-problems";
import { needsRecentSignIn, SignInAgain } from "./sign-in-again";

/** The danger zone: deletes the account after its email and, where there is one, its password were typed. */
export function DeleteAccount({ email, hasPassword }: { email: string; hasPassword: boolean }) {
  const [open, setOpen] = useState(false);
  return (
    <Card
      title="Delete account"
      description="Every organization in which you are alone goes with it: its API keys, prompts, memories and usage figures, and all your tokens. This cannot be undone."
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
  const formId = useId();
  const passwordInput = useRef<HTMLInputElement>(null);
  const [typedEmail, setTypedEmail] = useState("");
  const [password, setPassword] = useState("");
  const ready = foldedEmail(typedEmail) === foldedEmail(email) && (!hasPassword || password !== "");

  const deletion = useMutation({
    mutationFn: () => call(deleteOwnAccountContract, { body: hasPassword ? { password } : {} }),
    onSuccess: async () => {
      // The session ended with the account; this only clears the cookie, so it must not keep anybody here.
      await postToNextAuth("signout").catch(() => undefined);
      window.location.assign("/");
    },
    onError: () => passwordInput.current?.focus(),
  });
  const problem = deletion.error
    ? (fieldProblems(deletion.error, { password: "This" }).password ?? failureText(deletion.error))
    : null;
  const busy = deletion.isPending || deletion.isSuccess;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !busy) deletion.mutate();
  };

  return (
    <Dialog
      open
      onOpenChange={(next) => !next && !busy && onClose()}
      title="Delete your account?"
      description="Keys and tokens stop working at once. Nothing can be restored."
      footer={
        <>
          <Button onClick={onClose} disabled={busy}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="danger" pending={busy} disabled={!ready}>
            Delete account for good
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="grid gap-5">
        <Field
          label={
            <>
              Type <span className="font-mono break-all">{email}</span> to confirm
            </>
          }
        >
          {(props) => (
            <Input
              {...props}
              type="email"
              value={typedEmail}
              onChange={(event) => setTypedEmail(event.target.value)}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
            />
          )}
        </Field>
        {hasPassword ? (
          <Field label="Password" error={problem}>
            {(props) => (
              <PasswordInput
                {...props}
                ref={passwordInput}
                autoComplete="current-password"
                value={password}
                onChange={(event) => setPassword(event.target.value)}
              />
            )}
          </Field>
        ) : (
          problem && <FormAlert>{needsRecentSignIn(deletion.error) ? <SignInAgain /> : problem}</FormAlert>
        )}
      </form>
    </Dialog>
  );
}
