"use client";
import { type FormEvent, useState } from "react";
import { postToNextAuth } from "@/components/layout/next-auth-client";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { FormAlert } from "@/components/ui/form-alert";
import { Input } from "@/components/ui/input";
import { PasswordInput } from "@/components/ui/password-input";
import { signInOutcome } from "./sign-in-outcome";

type FieldErrors = { email?: string; password?: string };

/** Signs in with email and password, then goes to `target`, a path of this site. */
export function SignInForm({ target, email: knownEmail }: { target: string; email?: string | undefined }) {
  const [pending, setPending] = useState(false);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [alert, setAlert] = useState<string | null>(null);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const email = String(data.get("email") ?? "").trim();
    const password = String(data.get("password") ?? "");
    const found = missing(email, password);
    setErrors(found);
    setAlert(null);
    const first = Object.keys(found)[0];
    if (first) return focus(form, first);

    setPending(true);
    const outcome = await signInOutcome(
      await postToNextAuth("callback/credentials", { email, password }).catch(() => null),
    );
    // A full load: the server draws the target with the new cookie, and password managers see that it worked.
    if (outcome.ok) return window.location.assign(target);
    setPending(false);
    setAlert(outcome.message);
    focus(form, "password");
  };

  return (
    // `post`, so that a submit before the script has loaded cannot put the password into the address.
    <form method="post" noValidate onSubmit={submit} className="flex flex-col gap-4">
      {alert && <FormAlert>{alert}</FormAlert>}
      <Field label="Email" error={errors.email}>
        {(props) => (
          <Input
            {...props}
            name="email"
            type="email"
            autoComplete="username"
            defaultValue={knownEmail}
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
      </Field>
      <Field label="Password" error={errors.password}>
        {(props) => <PasswordInput {...props} name="password" autoComplete="current-password" />}
      </Field>
      <Button type="submit" variant="primary" pending={pending} className="mt-1 w-full">
        Sign in
      </Button>
    </form>
  );
}

function missing(email: string, password: string): FieldErrors {
  return {
    ...(email === "" ? { email: "Enter your email address." } : {}),
    ...(password === "" ? { password: "Enter your password." } : {}),
  };
}

function focus(form: HTMLFormElement, name: string) {
  const control = form.elements.namedItem(name);
  if (control instanceof HTMLElement) control.focus();
}
