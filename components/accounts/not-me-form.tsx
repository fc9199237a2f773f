"use client";
import { Button, buttonClass } from "@/components/ui/button";
import { PageForm } from "@/components/ui/page-form";
import { useContractForm } from "@/components/ui/use-contract-form";
import { call } from "@/lib/http/call";
import { AfterRefusedLink, useRefusedLink } from "./refused-link";
import { useLinkToken } from "./use-link-token";

/** What the server takes is loaded as the form is filled in. */
const contracts = () => import("@/lib/features/accounts/not-me-contract");

/** Disowns what a mail told of, with the token of its link; says before what ends, and after what comes next. */
export function NotMeForm() {
  const link = useLinkToken("latchkey.not-me");
  const { refused, about } = useRefusedLink(link);
  const form = useContractForm({
    values: {},
    schema: async () => (await contracts()).notMeContract.body,
    bodyOf: () => ({ token: link.token ?? "" }),
    send: async (body) => call((await contracts()).notMeContract, { body }).catch(about),
  });
  if (form.done) {
    return (
      <>
        <p role="status" className="mb-6 text-sm">
          Everything that acted as you has ended.{" "}
          {form.result?.reset_mailed
            ? "Your password counts no more. We mailed you a link to set a new one; it works for 30 minutes."
            : "Your account has no password: look at the account of the provider that you sign in with."}
        </p>
        <a href="/sign-in" className={`${buttonClass()} w-full`}>
          To the sign-in
        </a>
      </>
    );
  }
  if (link.token === "") {
    return <p className="text-sm text-muted">This page is opened by the link of a mail about your account.</p>;
  }
  return (
    <PageForm form={form} onSuccess={link.forget} className="flex flex-col gap-4">
      {refused ? (
        <AfterRefusedLink>Setting a new password, too, ends everything that acts as you.</AfterRefusedLink>
      ) : (
        <>
          <p className="text-sm text-muted">
            If somebody else did what the mail tells of, they know how to get in. This ends every session, personal
            access token and app that acts as you, at once. Where the mail tells that somebody came in, it also removes
            the ways to sign in that were added since seven days before it, your own among them: set those up again.
            Your password counts no more until you have set a new one, by a link that we mail to you.
          </p>
          <Button type="submit" variant="danger-solid" pending={form.busy} className="mt-1 w-full">
            It was not me: end everything
          </Button>
        </>
      )}
    </PageForm>
  );
}
