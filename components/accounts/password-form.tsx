"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { failureText } from "@/components/ui/failure-text";
import { Field } from "@/components/ui/field";
import { PasswordInput } from "@/components/ui/password-input";
import { changeOwnPasswordContract, PasswordChange } from "@/lib/features/accounts/contract";
import { call } from "@/lib/http/call";
import { sessionList } from "./account-queries";
import { fieldProblems, sentencesOf } from "./field-problems";

const subjects = { current_password: "This", new_password: "The new password" };
type Problems = Partial<Record<keyof typeof subjects, string>>;

/** Changes the password; says before and after what else ends with it. */
export function PasswordForm({ email }: { email: string }) {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [problems, setProblems] = useState<Problems>({});
  const form = useRef<HTMLFormElement>(null);
  const queries = useQueryClient();

  const change = useMutation({
    mutationFn: (body: PasswordChange) => call(changeOwnPasswordContract, { body }),
    onSuccess: () => {
      setCurrent("");
      setNext("");
      void queries.invalidateQueries({ queryKey: [sessionList.group] });
    },
    onError: (error) => show(fieldProblems(error, subjects)),
  });

  const show = (found: Problems) => {
    setProblems(found);
    const first = found.current_password ? "current-password" : found.new_password ? "new-password" : null;
    form.current?.querySelector<HTMLInputElement>(`[autocomplete="${first}"]`)?.focus();
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (change.isPending) return;
    const body = { current_password: current, new_password: next };
    const found = problemsOf(body);
    show(found);
    if (Object.keys(found).length === 0) change.mutate(body);
  };

  const failure = change.error && Object.keys(problems).length === 0 ? failureText(change.error) : null;

  return (
    <Card
      title="Password"
      description="Changing it ends every other session and all your personal access tokens. API keys keep working."
    >
      <form ref={form} onSubmit={submit} noValidate className="grid max-w-xl gap-5">
        {/* Tells password managers whose password this is. */}
        <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
        <Field label="Current password" error={problems.current_password}>
          {(props) => (
            <PasswordInput
              {...props}
              autoComplete="current-password"
              value={current}
              onChange={(event) => setCurrent(event.target.value)}
            />
          )}
        </Field>
        <Field
          label="New password"
          hint="8 characters or more, at most 72 bytes. Common passwords are refused."
          error={problems.new_password}
        >
          {(props) => (
            <PasswordInput
              {...props}
              autoComplete="new-password"
              value={next}
              onChange={(event) => setNext(event.target.value)}
            />
          )}
        </Field>
        <div className="flex flex-col items-start gap-3">
          <Button type="submit" pending={change.isPending} className="w-full sm:w-auto">
            Change password
          </Button>
          <div role="status" className="text-sm empty:-mt-3">
            {failure && <p className="text-danger-text">{failure}</p>}
            {change.isSuccess && (
              <p className="flex items-start gap-2 text-success-text">
                <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0" />
                Password changed. Every other session and all your personal access tokens have ended.
              </p>
            )}
          </div>
        </div>
      </form>
    </Card>
  );
}

/** What can be told before asking the server. */
function problemsOf(body: PasswordChange): Problems {
  const issues = PasswordChange.safeParse(body).error?.issues ?? [];
  const found = sentencesOf(
    issues.map(({ path, message }) => ({ path: path.join("."), message })),
    subjects,
  );
  if (body.current_password === "") found.current_password = "Enter your current password.";
  else if (body.new_password === body.current_password)
    found.new_password ??= "Choose one that differs from the current one.";
  return found;
}
