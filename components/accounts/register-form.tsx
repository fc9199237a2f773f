"use client";
import Link from "next/link";
import { useState } from "react";
import { useWatch } from "react-hook-form";
import { postToNextAuth } from "@/components/layout/next-auth-client";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/form-fields";
import { PageForm } from "@/components/ui/page-form";
import { useContractForm } from "@/components/ui/use-contract-form";
import { registerOnPageContract } from "@/lib/features/accounts/registration-contract";
import { CallError, call } from "@/lib/http/call";
import { NewPasswordField } from "./new-password-field";
import { newPasswordProblems } from "./password-checklist";
import { registrationAlert, registrationWords, withTakenAddress } from "./registration-errors";
import { signInOutcome } from "./sign-in-outcome";

/** Creates an account, signs in to it, then goes to `target`, a path of this site. */
export function RegisterForm({ target, minLength }: { target: string; minLength: number }) {
  // The address whose account is there: signing in is the way on.
  const [registered, setRegistered] = useState<string | null>(null);
  const signIn = (label: string) => (
    <Link href={`/sign-in?callbackUrl=${encodeURIComponent(target)}`} className="font-medium underline">
      {label}
    </Link>
  );
  const form = useContractForm({
    values: { name: "", email: "", password: "" },
    schema: registerOnPageContract.body,
    bodyOf: ({ name, ...credentials }) => ({ ...credentials, ...(name.trim() ? { name } : {}) }),
    words: registrationWords,
    check: ({ password, ...owner }) => newPasswordProblems("password", password, { ...owner, minLength }),
    send: async (body) => {
      const { email, password } = body;
      await call(registerOnPageContract, { body }).catch((error: unknown) => {
        const told = withTakenAddress(error);
        if (told !== error) setRegistered(form.fields.getValues("email"));
        throw told;
      });
      const outcome = await signInOutcome(
        await postToNextAuth("callback/credentials", { email, password }).catch(() => null),
      );
      if (outcome.ok) return;
      throw new Error(`Your account is ready, but you are not signed in yet. ${outcome.message}`);
    },
    // Only the sign-in afterwards fails with words of our own.
    alertOf: (error) =>
      error instanceof CallError ? (
        registrationAlert(error)
      ) : (
        <>
          {error.message} {signIn("Sign in")}
        </>
      ),
  });
  const { control } = form;
  const [email, name] = useWatch({ control, name: ["email", "name"] });
  const hasAccount = registered === email;
  return (
    <PageForm form={form} onSuccess={() => window.location.assign(target)} className="flex flex-col gap-4">
      <TextField
        control={control}
        name="name"
        label="Name"
        hint="Optional. You can change it later."
        autoComplete="name"
        maxLength={100}
      />
      <TextField
        control={control}
        name="email"
        label="Email"
        hint={hasAccount ? <>Is it yours? {signIn("Sign in instead")}</> : undefined}
        type="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
      />
      <NewPasswordField control={control} name="password" label="Password" owner={{ email, name, minLength }} />
      <Button type="submit" variant="primary" pending={form.busy || form.done} className="mt-1 w-full">
        Create account
      </Button>
    </PageForm>
  );
}
