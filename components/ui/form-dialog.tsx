"use client";
import { type ReactNode, useId } from "react";
import { Button } from "./button";
import { beginsHere } from "./dialog-beginning";
import { FormAlert } from "./form-alert";
import { type Reveal, SecretDialog } from "./secret-dialog";
import { useToast } from "./toast";
import type { ContractForm } from "./use-contract-form";

/** A short message after success. */
export type Saved = { title: string; description?: string; undo?: () => Promise<unknown> };

/**
 * A dialog around a form. It stays while its request is under way, shows what is wrong, and ends by calling `onClose`
 * once, with the result where there is one. With `reveal` a success leads to a second step, which shows a secret.
 */
export function FormDialog<V extends object, R>({
  open = true,
  onClose,
  form,
  title,
  description,
  submitLabel,
  danger = false,
  disabled = false,
  note,
  saved,
  refresh,
  reveal,
  children,
}: {
  open?: boolean;
  onClose: (result: R | undefined) => void;
  form: ContractForm<V, R>;
  title: string;
  description?: ReactNode;
  submitLabel: string;
  danger?: boolean;
  /** There is nothing to send yet. */
  disabled?: boolean;
  /** Beside the buttons: what sending brings with it. */
  note?: ReactNode;
  saved?: (result: R) => Saved;
  /** Loads again what the request has changed, or may have; after a reveal only when that is left. */
  refresh?: () => unknown;
  reveal?: (result: R) => Reveal | null;
  children?: ReactNode;
}) {
  const formId = useId();
  const toast = useToast();
  const revealed = form.done ? (reveal?.(form.result as R) ?? null) : null;
  const busy = form.busy || (form.done && !revealed);

  const end = (result: R | undefined, changed: boolean) => {
    if (changed) void refresh?.();
    form.reset();
    onClose(result);
  };
  const succeed = (result: R) => {
    if (reveal?.(result)) return;
    const message = saved?.(result);
    if (message) toast.show({ ...message, tone: "success" });
    end(result, true);
  };
  const close = () => {
    if (!busy) end(form.result, form.done || form.unclear);
  };
  return (
    <SecretDialog
      open={open}
      onClose={close}
      title={title}
      description={description}
      pending={reveal !== undefined && form.busy}
      reveal={revealed}
      footer={
        <>
          {note && <div className="text-sm text-warning-text sm:mr-auto sm:self-center">{note}</div>}
          <Button onClick={close} disabled={busy} {...(danger ? beginsHere : {})}>
            Cancel
          </Button>
          <Button
            type="submit"
            form={formId}
            variant={danger ? "danger-solid" : "primary"}
            pending={busy}
            disabled={disabled}
            {...(danger ? {} : beginsHere)}
          >
            {submitLabel}
          </Button>
        </>
      }
    >
      <form
        ref={form.ref}
        onFocus={form.prepare}
        id={formId}
        onSubmit={(event) => (disabled ? event.preventDefault() : form.submit(event, succeed))}
        noValidate
        className="flex flex-col gap-5"
      >
        {form.alert && <FormAlert quiet={form.cancelled}>{form.alert}</FormAlert>}
        {children}
      </form>
    </SecretDialog>
  );
}
