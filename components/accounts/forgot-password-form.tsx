"use client";
import { Button } from "@/components/ui/button";
import { about } from "@/components/ui/form-problems";
import { PageForm } from "@/components/ui/page-form";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { call } from "@/lib/http/call";
import { linkSent } from "./link-sent";

/** What the server takes is loaded as the form is filled in. */
const contracts = () => import("@/lib/features/accounts/recovery-contract");

/** Asks for a link to set a new password. What it says afterwards is the same for every address. */
export function ForgotPasswordForm({ mailed }: { mailed: boolean }) {
  const form = useContractForm({
    values: { email: "" },
    schema: async () => (await contracts()).forgotPasswordContract.body,
    words: { email: about("This") },
    send: async (body) => {
      await call((await contracts()).forgotPasswordContract, { body });
      return body.email;
    },
  });
  if (form.done) {
    return (
      <div role="status" className="flex flex-col gap-3 text-sm">
        <p>
          If <span className="font-medium break-all">{form.result}</span> has an account, a {linkSent(mailed, "it")}.
          The link works once, for 30 minutes.
        </p>
        {mailed && (
          <p className="text-muted">
            Nothing there? Look among unwanted mail. You may ask again in a minute, or ask the operator of this
            deployment.
          </p>
        )}
        <div>
          <Button onClick={() => form.reset()}>Ask for another link</Button>
        </div>
      </div>
    );
  }
  return (
    <PageForm form={form} onSuccess={() => undefined} className="flex flex-col gap-4">
      <p className="text-sm text-muted">
        {mailed
          ? "A link to set a new password is mailed to the address of your account."
          : "This deployment sends no mail: its administrator hands over the link to set a new password."}
      </p>
      <TextField
        control={form.control}
        name="email"
        label="Email"
        type="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
      />
      <Button type="submit" variant="primary" pending={form.busy} className="mt-1 w-full">
        {mailed ? "Mail me a link" : "Ask for a link"}
      </Button>
    </PageForm>
  );
}
