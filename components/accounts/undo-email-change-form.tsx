"use client";
import { Button } from "@/components/ui/button";
import { PageForm } from "@/components/ui/page-form";
import { useContractForm } from "@/components/ui/use-contract-form";
import { call } from "@/lib/http/call";
import { linkSent } from "./link-sent";
import { AfterRefusedLink, useRefusedLink } from "./refused-link";
import { useLinkToken } from "./use-link-token";

/** What the server takes is loaded as the form is filled in. */
const contracts = () => import("@/lib/features/accounts/recovery-contract");

/** Gives an account its former address back, with the token that was mailed there. */
export function UndoEmailChangeForm({ mailed }: { mailed: boolean }) {
  const link = useLinkToken("latchkey.email-change-undo");
  const { refused, about } = useRefusedLink(link);
  const form = useContractForm({
    values: {},
    schema: async () => (await contracts()).undoEmailChangeContract.body,
    bodyOf: () => ({ token: link.token ?? "" }),
    send: async (body) => call((await contracts()).undoEmailChangeContract, { body }).catch(about),
  });
  if (form.result) {
    return (
      <p role="status" className="text-sm">
        The account has <span className="font-medium break-all">{form.result.email}</span> again, and everything that
        acted as you has ended. To set a new password, a {linkSent(mailed, form.result.email)}.
      </p>
    );
  }
  if (link.token === "") return <p className="text-sm text-muted">This page is opened by a mailed link.</p>;
  return (
    <PageForm form={form} onSuccess={link.forget} className="flex flex-col gap-4">
      {refused ? (
        <AfterRefusedLink>
          If you took the account back before, set a new password next. Otherwise ask whoever runs this service.
        </AfterRefusedLink>
      ) : (
        <>
          <p className="text-sm text-muted">
            Somebody gave your account another email address. If it was not you, take it back: the address that this
            link was mailed to becomes the account's again.
          </p>
          <p className="text-sm text-muted">
            Every session, personal access token and app that acts as you ends, and so does the password. Ways to sign
            in that were added since seven days before the change are removed, your own among them: set those up again.
          </p>
          <Button type="submit" variant="danger-solid" pending={form.busy} className="w-full">
            Take the account back
          </Button>
        </>
      )}
    </PageForm>
  );
}
