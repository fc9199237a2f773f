"use client";
import { Button, buttonClass } from "@/components/ui/button";
import { FormAlert } from "@/components/ui/form-alert";
import { about } from "@/components/ui/form-problems";
import { PageForm } from "@/components/ui/page-form";
import { useContractForm } from "@/components/ui/use-contract-form";
import { call } from "@/lib/http/call";
import { NewPasswordField } from "./new-password-field";
import { useDeadLink } from "./use-dead-link";
import { aboutLink, useLinkToken } from "./use-link-token";

/** What the server takes is loaded as the form is filled in. */
const contracts = () => import("@/lib/features/accounts/recovery-contract");

/** Sets a new password with the token of a mailed link; signing in with it is the next step. */
export function ResetPasswordForm({ minLength }: { minLength: number }) {
  // Whose link it is the page does not know; the server does, and refuses the owner's own words.
  const owner = { email: "", name: "", minLength };
  const link = useLinkToken("latchkey.password-reset");
  const dead = useDeadLink(link.token);
  const form = useContractForm({
    values: { new_password: "" },
    schema: async () => (await contracts()).resetPasswordContract.body,
    bodyOf: ({ new_password }) => ({ token: link.token ?? "", new_password }),
    words: { new_password: about("The password") },
    check: async ({ new_password }) =>
      (await import("./password-checklist")).newPasswordProblems("new_password", new_password, owner),
    send: async (body) => call((await contracts()).resetPasswordContract, { body }).catch(aboutLink),
  });
  if (form.done) {
    return (
      <>
        <p role="status" className="mb-6 text-sm">
          Your new password is set. Every session, personal access token and app that acted as you has ended.
        </p>
        <a href="/sign-in" className={`${buttonClass({ variant: "primary" })} w-full`}>
          Sign in
        </a>
      </>
    );
  }
  const another = (
    <a
      href="/forgot-password"
      className="inline-flex min-h-6 items-center font-medium text-accent-text hover:underline pointer-coarse:min-h-11"
    >
      Ask for a new link
    </a>
  );
  if (dead || link.token === "") {
    return (
      <div className="flex flex-col gap-4">
        {dead && <FormAlert>This link is unknown, was used already, or expired.</FormAlert>}
        <p className="text-sm text-muted">
          {dead ? "Nothing was changed." : "This page is opened by a mailed link."} {another}
        </p>
      </div>
    );
  }
  return (
    <PageForm form={form} onSuccess={link.forget} className="flex flex-col gap-4">
      <p className="text-sm text-muted">
        Every session, personal access token and app that acts as you ends with the old password.
      </p>
      <NewPasswordField control={form.control} name="new_password" label="New password" owner={owner} />
      <Button type="submit" variant="primary" pending={form.busy} className="mt-1 w-full">
        Set password
      </Button>
      <p className="text-sm text-muted">{another}</p>
    </PageForm>
  );
}
