"use client";

import { useMutation } from "@tanstack/react-query";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { failureText } from "@/components/ui/failure-text";
import { verificationPagesContracts } from "@/lib/features/accounts/contract";
import { call } from "@/lib/http/call";
import { linkSent } from "./link-sent";

type Props = { email: string; verified: boolean; mailed: boolean };

/** Whether it is proved that the address is the user's, and the way to prove it. */
export function EmailStatus({ email, verified, mailed }: Props) {
  const send = useMutation({ mutationFn: () => call(verificationPagesContracts.send, {}) });
  if (verified) {
    return (
      <div className="flex">
        <Badge tone="success">Verified</Badge>
      </div>
    );
  }
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <Badge tone="warning">Not verified</Badge>
      <Button size="sm" pending={send.isPending} onClick={() => send.mutate()}>
        {send.isSuccess ? "Send the link again" : "Send a verification link"}
      </Button>
      <p role="status" className="basis-full text-sm text-muted empty:hidden">
        {send.isSuccess && `A ${linkSent(mailed, email)}. Open it in this browser; it works once, for 24 hours.`}
        {send.error && <span className="text-danger-text">{failureText(send.error)}</span>}
      </p>
    </div>
  );
}
