"use client";

import { useEffect } from "react";
import { Button, buttonClass } from "@/components/ui/button";
import { about } from "@/components/ui/form-problems";
import { PageForm } from "@/components/ui/page-form";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { useValue } from "@/components/ui/use-field";
import { call } from "@/lib/http/call";
import { AskForNewLink, SignInToGoOn } from "./mailed-link-words";
import { useLinkToken } from "./use-link-token";

/** What the server takes is loaded as the form is filled in. */
const contracts = () => import("@/lib/features/accounts/contract");

/** Proves an address with the token of a mailed link, which is kept through a sign-in on the way. */
export function EmailProofForm({ email }: { email: string | null }) {
  const form = useContractForm({
    values: { token: "" },
    schema: async () => (await contracts()).verificationPagesContracts.confirm.body,
    bodyOf: ({ token }) => ({ token: token.trim() }),
    words: { token: about("This code") },
    send: async (body) => call((await contracts()).verificationPagesContracts.confirm, { body }),
  });
  const { setValue } = form.control;
  const link = useLinkToken("latchkey.email-proof");
  const token = useValue(form.control, "token");

  useEffect(() => {
    if (link.token !== null) setValue("token", link.token);
  }, [setValue, link.token]);

  if (email === null) {
    return <SignInToGoOn account="the account that the address belongs to" page="/verify-email" />;
  }
  if (form.done) {
    return (
      <>
        <p role="status" className="mb-6 text-sm">
          <span className="font-medium break-all">{email}</span> is verified.
        </p>
        <a href="/dashboard" className={`${buttonClass({ variant: "primary" })} w-full`}>
          Go to the dashboard
        </a>
      </>
    );
  }

  return (
    <PageForm form={form} onSuccess={link.forget} className="flex flex-col gap-4">
      <p className="text-sm text-muted">
        Confirm that <span className="font-medium break-all text-foreground">{email}</span> is your address.
      </p>
      <TextField
        control={form.control}
        name="token"
        label="Code"
        hint="Filled in when you come from the mailed link."
        autoComplete="one-time-code"
        autoCapitalize="none"
        spellCheck={false}
        className="font-mono"
      />
      <Button type="submit" variant="primary" pending={form.busy} disabled={token.trim() === ""} className="w-full">
        Verify email
      </Button>
      <AskForNewLink />
    </PageForm>
  );
}
