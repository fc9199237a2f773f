"use client";
import { type KeyboardEvent, type ReactNode, useEffect } from "react";
import { Button } from "./button";
import { ChangedElsewhereNotice } from "./changed-elsewhere";
import { PageForm } from "./page-form";
import type { ContractForm } from "./use-contract-form";

/** A setting's form where the setting stands: it takes the focus, and Escape leaves it as Cancel does. */
export function SettingForm<V extends object, R>({
  form,
  elsewhere,
  isChanged,
  onSuccess,
  onClose,
  children,
}: {
  form: ContractForm<V, R>;
  elsewhere: Parameters<typeof ChangedElsewhereNotice>[0]["rows"];
  isChanged: boolean;
  onSuccess: (result: R) => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const { ref } = form;
  useEffect(() => ref.current?.querySelector<HTMLElement>("input, textarea, select")?.focus(), [ref]);
  const leaveByEscape = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !form.busy) onClose();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape leaves the form that is inside, as its button does
    <div onKeyDown={leaveByEscape}>
      <PageForm form={form} onSuccess={onSuccess} className="flex max-w-xl flex-col gap-4">
        <ChangedElsewhereNotice rows={elsewhere} />
        {children}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant="primary" size="sm" pending={form.busy} disabled={!isChanged}>
            Save
          </Button>
          <Button size="sm" disabled={form.busy} onClick={onClose}>
            Cancel
          </Button>
        </div>
      </PageForm>
    </div>
  );
}
