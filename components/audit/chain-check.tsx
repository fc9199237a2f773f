"use client";
import { useMutation } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { failureText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { LocalTime } from "@/components/ui/local-time";
import { type ChainVerification, dashboardAuditContracts } from "@/lib/features/audit/contract";
import { call } from "@/lib/http/call";
import { type Fault, placeOf } from "./audit-list";

/** Verifies the chain of the log, link by link, and shows the first that is broken. */
export function ChainCheck({ onShow }: { onShow: (fault: Fault) => void }) {
  const [checked, setChecked] = useState(0);
  const check = useMutation({ mutationFn: () => lookAtAll(setChecked) });
  const { data, error, isPending } = check;
  return (
    <Card
      title="Integrity"
      description="Each event is sealed into a chain, so that one that was changed, deleted or inserted later shows."
      actions={
        <Button size="sm" pending={isPending} onClick={() => check.mutate()}>
          <ShieldCheck aria-hidden className="size-4" />
          Verify
        </Button>
      }
      className="mb-4"
    >
      <div role="status" className="text-sm empty:hidden">
        {isPending && <p className="text-muted">{count(checked)} verified so far</p>}
        {!isPending && data && <Result result={data} onShow={onShow} />}
        {!isPending && !data && !error && <p className="text-muted">Not verified since this page was opened.</p>}
      </div>
      {!isPending && error && <FormAlert>Not verified. {failureText(error)}</FormAlert>}
    </Card>
  );
}

function Result({
  result: { head, fault, checked, first_sequence, waiting },
  onShow,
}: {
  result: ChainVerification;
  onShow: (fault: Fault) => void;
}) {
  if (fault) {
    return (
      <FormAlert>
        The log was tampered with. {fault.problem}.{" "}
        {fault.at && (
          <>
            It says that it happened at <LocalTime at={fault.at} />.{" "}
          </>
        )}
        {count(checked)} before it hold.
        {placeOf(fault) && (
          <Button size="sm" className="mt-2 flex" onClick={() => onShow(fault)}>
            {fault.event_id ? "Show the event" : "Show the events before and after it"}
          </Button>
        )}
      </FormAlert>
    );
  }
  if (!head) return <p>No event is sealed yet; that takes a second or two.</p>;
  const proof = `${head.sequence}:${head.hash}`;
  return (
    <div className="grid gap-2">
      <p className="font-medium text-success-text">
        Nothing is broken: {count(checked)}, {first_sequence} to {head.sequence}.
        {waiting > 0 && ` ${waiting} more wait to be sealed.`}
      </p>
      <p className="flex min-w-0 flex-wrap items-center gap-2 text-muted">
        Keep this head elsewhere to prove later that the end was not cut off:
        <code className="min-w-0 font-mono text-xs break-all">{proof}</code>
        <CopyButton text={proof} variant="ghost" size="sm" />
      </p>
    </div>
  );
}

/** The whole chain, a part at a time; counts are of all of it. */
async function lookAtAll(onProgress: (checked: number) => void): Promise<ChainVerification> {
  let checked = 0;
  onProgress(0);
  for (let after: number | undefined; ; ) {
    const part = await call(dashboardAuditContracts.verify, { query: after === undefined ? {} : { after } });
    checked += part.checked;
    onProgress(checked);
    if (part.fault || part.next === null) return { ...part, checked };
    after = part.next;
  }
}

function count(links: number): string {
  return links === 1 ? "1 link" : `${links.toLocaleString("en")} links`;
}
