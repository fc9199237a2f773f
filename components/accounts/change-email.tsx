"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { FormDialog } from "@/components/ui/form-dialog";
import { about } from "@/components/ui/form-problems";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { changeEmailContract } from "@/lib/features/accounts/recovery-contract";
import { call } from "@/lib/http/call";
import { linkSent } from "./link-sent";

/** Asks for another address of the account, which its mailbox must confirm first. */
export function ChangeEmail({ email, mailed }: { email: string; mailed: boolean }) {
  const [open, setOpen] = useState(false);
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useContractForm({
    values: { email: "" },
    schema: changeEmailContract.body,
    words: { email: about("This") },
    send: (body) => call(changeEmailContract, { body }),
  });
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Button size="sm" onClick={() => setOpen(true)}>
          Change email
        </Button>
        <p role="status" className="basis-full text-sm text-muted empty:hidden">
          {sentTo &&
            `A ${linkSent(mailed, sentTo)}. Open it in this browser within 24 hours; until then ${email} stays your address.`}
        </p>
      </div>
      <FormDialog
        open={open}
        form={form}
        onClose={(sent) => {
          setOpen(false);
          if (sent) setSentTo(sent.email);
        }}
        title="Change your email address"
        description={
          <>
            {mailed
              ? "A link is mailed to the new address."
              : "This deployment sends no mail: its administrator hands over the link for the new address."}{" "}
            Once you open it, you sign in with the new one, and <span className="break-all">{email}</span> is told.
            Where it is verified, it can undo the change for seven days.
          </>
        }
        submitLabel={mailed ? "Mail the link" : "Make the link"}
      >
        <TextField
          control={form.control}
          name="email"
          label="New email address"
          type="email"
          autoComplete="email"
          autoCapitalize="none"
          spellCheck={false}
        />
      </FormDialog>
    </>
  );
}
