"use client";
import type { ReactNode } from "react";
import { FormDialog, type Saved } from "./form-dialog";
import type { Reveal } from "./secret-dialog";
import { TextField } from "./text-field";
import { useContractForm } from "./use-contract-form";
import { useValue } from "./use-field";

/** A text as its reader can type it: any spaces are one, and accents are composed. */
const typeable = (text: string) => text.normalize("NFC").replace(/\s+/g, " ").trim();

/** Asks once before something is done, and does it; with `requireText` that text has to be typed first. */
export function ConfirmDialog<R>({
  title,
  confirmLabel,
  danger = false,
  action,
  creates,
  alertOf,
  saved,
  reveal,
  refresh,
  onClose,
  ready = true,
  requireText,
  children,
}: {
  title: string;
  confirmLabel: string;
  danger?: boolean;
  action: () => Promise<R>;
  /** What it creates ("secret"), for the words when no answer comes. */
  creates?: string;
  alertOf?: (error: Error) => ReactNode;
  saved?: (result: R) => Saved;
  /** What is told of the result, in the same dialog. */
  reveal?: (result: R) => Reveal | null;
  refresh?: () => unknown;
  onClose: (done: boolean) => void;
  /** False while what has to be known beforehand is still being read. */
  ready?: boolean;
  requireText?: string | undefined;
  children: ReactNode;
}) {
  const form = useContractForm({
    values: { typed: "" },
    send: async () => ({ result: await action() }),
    ...(creates ? { creates } : {}),
    ...(alertOf ? { alertOf } : {}),
  });
  const typed = useValue(form.control, "typed");
  return (
    <FormDialog
      form={form}
      onClose={(done) => onClose(done !== undefined)}
      title={title}
      submitLabel={confirmLabel}
      danger={danger}
      disabled={!ready || (requireText !== undefined && typeable(typed) !== typeable(requireText))}
      {...(saved ? { saved: ({ result }: { result: R }) => saved(result) } : {})}
      {...(reveal ? { reveal: ({ result }: { result: R }) => reveal(result) } : {})}
      {...(refresh ? { refresh } : {})}
    >
      <div className="flex flex-col gap-3 text-sm text-muted">{children}</div>
      {requireText !== undefined && (
        <TextField
          control={form.control}
          name="typed"
          label={
            <>
              Type <span className="font-mono break-all">{requireText}</span> to confirm
            </>
          }
          autoFocus
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
      )}
    </FormDialog>
  );
}
