"use client";
import { Button, buttonClass } from "@/components/ui/button";
import { PageForm } from "@/components/ui/page-form";
import { useContractForm } from "@/components/ui/use-contract-form";
import { call } from "@/lib/http/call";
import { AskForNewLink, SignInToGoOn } from "./mailed-link-words";
import { aboutLink, useLinkToken } from "./use-link-token";

/** What the server takes is loaded as the form is filled in. */
const contracts = () => import("@/lib/features/accounts/recovery-contract");

/** Takes a new address with the token that was mailed there; the link is kept through a sign-in on the way. */
export function ConfirmEmailForm({ email }: { email: string | null }) {
  const link = useLinkToken("latchkey.email-change");
  const form = useContractForm({
    values: {},
    schema: async () => (await contracts()).confirmEmailChangeContract.body,
    bodyOf: () => ({ token: link.token ?? "" }),
    send: async (body) => call((await contracts()).confirmEmailChangeContract, { body }).catch(aboutLink),
  });
  if (email === null) {
    return <SignInToGoOn account="the account that shall have the new address" page="/confirm-email" />;
  }
  if (form.result) {
    return (
      <>
        <p role="status" className="mb-6 text-sm">
          <span className="font-medium break-all">{form.result.email}</span> is your address now. The former one was
          told{form.result.undo_until !== null && ", and can undo this for seven days"}.
        </p>
        <a href="/dashboard/settings" className={`${buttonClass({ variant: "primary" })} w-full`}>
          Go to the settings
        </a>
      </>
    );
  }
  return (
    <PageForm form={form} onSuccess={link.forget} className="flex flex-col gap-4">
      <p className="text-sm text-muted">
        The address that the link was mailed to takes the place of{" "}
        <span className="font-medium break-all text-foreground">{email}</span>. You sign in with it from then on.
      </p>
      <Button type="submit" variant="primary" pending={form.busy} disabled={!link.token} className="w-full">
        Use the new address
      </Button>
      <AskForNewLink />
    </PageForm>
  );
}
