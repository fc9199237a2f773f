"use client";
import { Check, Circle } from "lucide-react";
import Link from "next/link";
import { type FormEvent, useState } from "react";
import { postToNextAuth } from "@/components/layout/next-auth-client";
import { Button } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import { Field } from "@/components/ui/field";
import { FormAlert } from "@/components/ui/form-alert";
import { Input } from "@/components/ui/input";
import { PasswordInput } from "@/components/ui/password-input";
import { Registration, registerOnPageContract } from "@/lib/features/accounts/contract";
import { CallError, call } from "@/lib/http/call";
import { passwordChecklist } from "./password-checklist";
import {
  fieldErrors,
  noErrors,
  type RegistrationErrors,
  registrationErrors,
  registrationFields,
} from "./registration-errors";
import { signInOutcome } from "./sign-in-outcome";

/** Creates an account, signs in to it, then goes to `target`, a path of this site. */
export function RegisterForm({ target }: { target: string }) {
  const [password, setPassword] = useState("");
  const [pending, setPending] = useState(false);
  const [errors, setErrors] = useState<RegistrationErrors>(noErrors);
  const signInPath = `/sign-in?callbackUrl=${encodeURIComponent(target)}`;

  const refuse = (form: HTMLFormElement, found: RegistrationErrors) => {
    setPending(false);
    setErrors(found);
    const first = registrationFields.find((name) => found.fields[name]);
    const control = first && form.elements.namedItem(first);
    if (control instanceof HTMLElement) control.focus();
  };

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const name = String(data.get("name") ?? "").trim();
    const parsed = Registration.safeParse({ email: data.get("email"), password, ...(name ? { name } : {}) });
    if (!parsed.success) {
      const problems = parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
      return refuse(form, { ...noErrors, fields: fieldErrors(problems) });
    }
    setPending(true);
    setErrors(noErrors);
    try {
      await call(registerOnPageContract, { body: parsed.data });
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      return refuse(form, registrationErrors(error));
    }
    const { email } = parsed.data;
    const outcome = await signInOutcome(
      await postToNextAuth("callback/credentials", { email, password }).catch(() => null),
    );
    if (outcome.ok) return window.location.assign(target);
    refuse(form, {
      ...noErrors,
      alert: `Your account is ready, but you are not signed in yet. ${outcome.message}`,
      taken: true,
    });
  };

  return (
    // `post`, so that a submit before the script has loaded cannot put the password into the address.
    <form method="post" noValidate onSubmit={submit} className="flex flex-col gap-4">
      {errors.alert && (
        <FormAlert>
          {errors.alert}{" "}
          {errors.taken && (
            <Link href={signInPath} className="font-medium underline">
              Sign in
            </Link>
          )}
        </FormAlert>
      )}
      <Field label="Name" hint="Optional. You can change it later." error={errors.fields.name}>
        {(props) => <Input {...props} name="name" autoComplete="name" maxLength={100} />}
      </Field>
      <Field
        label="Email"
        error={errors.fields.email}
        hint={
          errors.taken && !errors.alert ? (
            <>
              Is it yours?{" "}
              <Link href={signInPath} className="font-medium text-accent-text underline">
                Sign in instead
              </Link>
            </>
          ) : undefined
        }
      >
        {(props) => (
          <Input
            {...props}
            name="email"
            type="email"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
      </Field>
      <Field label="Password" error={errors.fields.password} hint={<Checklist password={password} />}>
        {(props) => (
          <PasswordInput
            {...props}
            name="password"
            autoComplete="new-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" variant="primary" pending={pending} className="mt-1 w-full">
        Create account
      </Button>
    </form>
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
