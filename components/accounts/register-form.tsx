"use client";
import { Check, Circle } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useWatch } from "react-hook-form";
import { postToNextAuth } from "@/components/layout/next-auth-client";
import { Button } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import { TextField } from "@/components/ui/form-fields";
import { PageForm } from "@/components/ui/page-form";
import { PasswordInput } from "@/components/ui/password-input";
import { useContractForm } from "@/components/ui/use-contract-form";
import { registerOnPageContract } from "@/lib/features/accounts/registration-contract";
import { CallError, call } from "@/lib/http/call";
import { passwordChecklist } from "./password-checklist";
import { registrationAlert, registrationWords, withTakenAddress } from "./registration-errors";
import { signInOutcome } from "./sign-in-outcome";

/** Creates an account, signs in to it, then goes to `target`, a path of this site. */
export function RegisterForm({ target }: { target: string }) {
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
  const [email, password] = useWatch({ control, name: ["email", "password"] });
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
      <TextField
        control={control}
        name="password"
        label="Password"
        hint={<Checklist password={password} />}
        as={PasswordInput}
        autoComplete="new-password"
      />
      <Button type="submit" variant="primary" pending={form.busy || form.done} className="mt-1 w-full">
        Create account
      </Button>
    </PageForm>
  );
}

function Checklist({ password }: { password: string }) {
  return (
    <ul className="flex flex-col gap-1">
      {passwordChecklist(password).map(({ label, met }) => {
        const Icon = met ? Check : Circle;
        return (
          <li key={label} className={classNames("flex items-start gap-2", met && "text-success-text")}>
            <Icon aria-hidden className={classNames("mt-1 size-3 shrink-0", !met && "opacity-60")} />
            <span>
              {label}
              <span className="sr-only">{met ? " (met)" : " (not met yet)"}</span>
            </span>
          </li>
        );
      })}
      <li className="pl-5">Passwords that everyone uses are refused.</li>
    </ul>
  );
}
