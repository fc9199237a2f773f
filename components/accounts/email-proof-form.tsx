"use client";

import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Button, buttonClass } from "@/components/ui/button";
import { failureText } from "@/components/ui/failure-text";
import { Field } from "@/components/ui/field";
import { FormAlert } from "@/components/ui/form-alert";
import { Input } from "@/components/ui/input";
import { verificationPagesContracts } from "@/lib/features/accounts/contract";
import { call } from "@/lib/http/call";
import { fieldProblems } from "./field-problems";

const storageKey = "latchkey.email-proof";

/**
 * Proves an address with the token of a mailed link. The token comes in the fragment, is taken out of the address at once,
 * and survives a sign-in on the way in this tab's own memory.
 */
export function EmailProofForm({ email }: { email: string | null }) {
  const [token, setToken] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const confirm = useMutation({
    mutationFn: (proof: string) => call(verificationPagesContracts.confirm, { body: { token: proof } }),
    onSuccess: () => sessionStorage.removeItem(storageKey),
    onError: () => input.current?.focus(),
  });

  useEffect(() => {
    const given = new URLSearchParams(window.location.hash.slice(1)).get("token");
    if (given) {
      sessionStorage.setItem(storageKey, given);
      window.history.replaceState(null, "", window.location.pathname);
    }
    setToken(given ?? sessionStorage.getItem(storageKey) ?? "");
  }, []);

  if (email === null) {
    return (
      <>
        <p className="mb-6 text-sm text-muted">
          Sign in to the account that the address belongs to. The link has been kept for you in this tab.
        </p>
        <a href="/sign-in?callbackUrl=/verify-email" className={`${buttonClass({ variant: "primary" })} w-full`}>
          Sign in to go on
        </a>
      </>
    );
  }
  if (confirm.isSuccess) {
    return (
      <>
        <p role="status" className="mb-6 text-sm">
          <span className="font-medium break-all">{email}</span> is verified.
        </p>
        <Link href="/dashboard" className={`${buttonClass({ variant: "primary" })} w-full`}>
          Go to the dashboard
        </Link>
      </>
    );
  }

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (token.trim() !== "" && !confirm.isPending) confirm.mutate(token.trim());
  };
  const problem = confirm.error ? fieldProblems(confirm.error, { token: "This code" }).token : null;
  return (
    <form method="post" onSubmit={submit} noValidate className="flex flex-col gap-4">
      <p className="text-sm text-muted">
        Confirm that <span className="font-medium break-all text-foreground">{email}</span> is your address.
      </p>
      {confirm.error && !problem && <FormAlert>{failureText(confirm.error)}</FormAlert>}
      <Field label="Code" hint="Filled in when you come from the mailed link." error={problem}>
        {(props) => (
          <Input
            {...props}
            ref={input}
            value={token}
            onChange={(event) => setToken(event.target.value)}
            autoComplete="one-time-code"
            autoCapitalize="none"
            spellCheck={false}
            className="font-mono"
          />
        )}
      </Field>
      <Button
        type="submit"
        variant="primary"
        pending={confirm.isPending}
        disabled={token.trim() === ""}
        className="w-full"
      >
        Verify email
      </Button>
      <p className="text-sm text-muted">
        No link, or an old one?{" "}
        <Link
          href="/dashboard/settings"
          className="inline-flex min-h-6 items-center font-medium text-accent-text hover:underline pointer-coarse:min-h-11"
        >
          Ask for a new one
        </Link>
      </p>
    </form>
  );
}
