"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { failureText } from "@/components/ui/failure-text";
import { Field } from "@/components/ui/field";
import { PasswordInput } from "@/components/ui/password-input";
import { useToast } from "@/components/ui/toast";
import { FirstPassword, setPasswordContract } from "@/lib/features/accounts/contract";
import { call } from "@/lib/http/call";
import { signInMethodsQuery } from "./account-queries";
import { fieldProblems, sentencesOf } from "./field-problems";
import { needsRecentSignIn, SignInAgain } from "./sign-in-again";

const subjects = { new_password: "The password" };

/** Sets a password for somebody who has signed in with a provider so far. */
export function FirstPasswordForm({ email }: { email: string }) {
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const queries = useQueryClient();
  const router = useRouter();
  const toast = useToast();

  const refuse = (sentence: string | null) => {
    setProblem(sentence);
    if (sentence) input.current?.focus();
  };
  const change = useMutation({
    mutationFn: () => call(setPasswordContract, { body: { new_password: password } }),
    onSuccess: async () => {
      toast.show({ title: "Password set", tone: "success" });
      await queries.invalidateQueries({ queryKey: signInMethodsQuery.queryKey });
      // From now on the page asks for the current one before it changes it.
      router.refresh();
    },
    onError: (error) => refuse(fieldProblems(error, subjects).new_password ?? null),
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (change.isPending) return;
    const issues = FirstPassword.safeParse({ new_password: password }).error?.issues ?? [];
    const found = sentencesOf(
      issues.map(({ path, message }) => ({ path: path.join("."), message })),
      subjects,
    ).new_password;
    refuse(found ?? null);
    if (!found) change.mutate();
  };

  return (
    <Card title="Password" description="You sign in with a provider so far. A password is a second way in.">
      <form onSubmit={submit} noValidate className="grid max-w-xl gap-5">
        {/* Tells password managers whose password this is. */}
        <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
        <Field
          label="New password"
          hint="8 characters or more, at most 72 bytes. Common passwords are refused."
          error={problem}
        >
          {(props) => (
            <PasswordInput
              {...props}
              ref={input}
              autoComplete="new-password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
        <div className="flex flex-col items-start gap-3">
          <Button type="submit" pending={change.isPending} className="w-full sm:w-auto">
            Set password
          </Button>
          <div role="status" className="text-sm text-danger-text empty:-mt-3">
            {change.error && !problem && (
              <p>{needsRecentSignIn(change.error) ? <SignInAgain /> : failureText(change.error)}</p>
            )}
          </div>
        </div>
      </form>
    </Card>
  );
}
