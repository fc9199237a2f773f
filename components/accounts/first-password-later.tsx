"use client";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import type { NewPasswordOwner } from "./password-checklist";

const firstPassword = partOf(async () => (await import("./first-password-form")).FirstPasswordForm);

/** The form for a first password, which few accounts lack: its code is loaded only for these. */
export function FirstPasswordLater({ owner }: { owner: NewPasswordOwner }) {
  return <OnDemand part={firstPassword} owner={owner} />;
}
