"use client";
import { QueryProvider } from "@/components/layout/query-provider";
import type { ConfirmingMethod } from "@/lib/tenancy/account-shapes";
import { ConfirmIdentityDialog } from "./confirm-identity-dialog";

/** The dialog on a page outside of the dashboard, with what it needs of that. */
export function ConfirmFirstDialog(props: {
  methods: readonly ConfirmingMethod[];
  onEnd: (confirmed: boolean) => void;
}) {
  return (
    <QueryProvider>
      <ConfirmIdentityDialog {...props} />
    </QueryProvider>
  );
}
