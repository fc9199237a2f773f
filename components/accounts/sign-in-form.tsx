"use client";
import { postToNextAuth } from "@/components/layout/next-auth-client";
import { Button } from "@/components/ui/button";
import { PageForm } from "@/components/ui/page-form";
import { PasswordInput } from "@/components/ui/password-input";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { secondStepPath } from "@/lib/features/accounts/second-step-path";
import { signInOutcome } from "./sign-in-outcome";

type Props = { target: string; email?: string | undefined };

/** Signs in with email and password, then goes to `target`, a path of this site. */
export function SignInForm({ target, email = "" }: Props) {
  const form = useContractForm({
    values: { email, password: "" },
    check: ({ email, password }): Record<string, string> => ({
      ...(email.trim() === "" ? { email: "Enter your email address." } : {}),
      ...(password === "" ? { password: "Enter your password." } : {}),
    }),
    send: async ({ email, password }) => {
      const given = { email: email.trim(), password };
      const outcome = await signInOutcome(await postToNextAuth("callback/credentials", given).catch(() => null));
      if (outcome.ok) return outcome.isHalfWay ? secondStepPath(target) : target;
      form.focus("password");
      throw new Error(outcome.message);
    },
    alertOf: ({ message }) => message,
  });
  return (
    // A full load: the server draws the target with the new cookie, and password managers see that it worked.
    <PageForm form={form} onSuccess={(next) => window.location.assign(next)} className="flex flex-col gap-4">
      <TextField
        control={form.control}
        name="email"
        label="Email"
        type="email"
        // Browsers offer passkeys among the names that they fill in.
        autoComplete="username webauthn"
        autoCapitalize="none"
        spellCheck={false}
      />
      <TextField
        control={form.control}
        name="password"
        label="Password"
        as={PasswordInput}
        autoComplete="current-password"
      />
      <Button type="submit" variant="primary" pending={form.busy || form.done} className="mt-1 w-full">
        Sign in
      </Button>
    </PageForm>
  );
}
