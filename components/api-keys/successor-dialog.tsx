"use client";
import { useState } from "react";
import type { z } from "zod";
import { FormDialog } from "@/components/ui/form-dialog";
import { SegmentedField } from "@/components/ui/form-fields";
import { revealOf } from "@/components/ui/secret-dialog";
import type { RevealedSecret } from "@/components/ui/secret-reveal";
import { exactTexts } from "@/components/ui/time-texts";
import { useContractForm } from "@/components/ui/use-contract-form";
import { useValue } from "@/components/ui/use-field";
import { useTimeText } from "@/components/ui/use-time-text";
import { gracePeriods, graceText } from "./rotation";

type Props<S extends z.ZodType, R> = {
  title: string;
  description: string;
  submitLabel: string;
  /** The body of the rotation's contract, which names a grace period in seconds. */
  schema: S;
  send: (body: z.output<S>) => Promise<R>;
  /** When the key that is replaced ends by itself. */
  expiresAt: string | null;
  refresh: () => unknown;
  revealed: (made: R) => RevealedSecret;
  onClose: (made: R | undefined) => void;
};

/** Replaces a key of any kind, with a time in which both work, and shows the successor's secret in the same dialog. */
export function SuccessorDialog<S extends z.ZodType, R>(props: Props<S, R>) {
  const { title, description, submitLabel, schema, send, expiresAt, refresh, revealed, onClose } = props;
  const exact = useTimeText(exactTexts);
  const [openedAtMs] = useState(() => Date.now());
  const form = useContractForm({
    values: { grace_period_seconds: "86400" },
    schema,
    bodyOf: ({ grace_period_seconds }) => ({ grace_period_seconds: Number(grace_period_seconds) }),
    send,
    creates: "new key",
  });
  const grace = useValue(form.control, "grace_period_seconds");
  return (
    <FormDialog
      form={form}
      onClose={onClose}
      title={title}
      description={description}
      submitLabel={submitLabel}
      refresh={refresh}
      reveal={(made) => revealOf("Copy the new key", revealed(made))}
    >
      <SegmentedField
        control={form.control}
        name="grace_period_seconds"
        label="The old key stops working"
        hint={graceText(Number(grace), expiresAt, openedAtMs, exact)}
        options={gracePeriods}
        // Begins at what has to be decided, not at the way out.
        autoFocus
      />
    </FormDialog>
  );
}
