"use client";
import type { ReactNode } from "react";
import { FormAlert } from "./form-alert";
import type { ContractForm } from "./use-contract-form";

/** A form that stands on its page: what is wrong with the whole of it comes first. */
export function PageForm<V extends object, R>({
  form,
  onSuccess,
  className,
  children,
}: {
  form: ContractForm<V, R>;
  onSuccess: (result: R) => unknown;
  className: string;
  children: ReactNode;
}) {
  return (
    // `dialog`, so that a submit before the script has loaded does nothing. Outside of a dialog it leads nowhere, what
    // was filled in stays, and no password gets into an address.
    <form
      ref={form.ref}
      method="dialog"
      noValidate
      onFocus={form.prepare}
      onSubmit={(event) => form.submit(event, (result) => void onSuccess(result))}
      className={className}
    >
      {form.alert && <FormAlert quiet={form.cancelled}>{form.alert}</FormAlert>}
      {children}
    </form>
  );
}
