"use client";
import { QueryProvider } from "@/components/layout/query-provider";
import { ToastProvider } from "@/components/ui/toast";
import type { ConfirmingMethod } from "@/lib/tenancy/account-shapes";
import { ConfirmIdentityDialog } from "./confirm-identity-dialog";

/** The dialog on a page outside of the dashboard, with what it needs of that. */
export function ConfirmFirstDialog(props: {
  methods: readonly ConfirmingMethod[];
  onEnd: (confirmed: boolean) => void;
}) {
  return (
    <QueryProvider>
      <ToastProvider>
        <ConfirmIdentityDialog {...props} />
      </ToastProvider>
    </QueryProvider>
  );
}
