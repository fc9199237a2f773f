"use client";
import { Cancelled } from "@/components/ui/cancelled";
import { ShownAlert } from "@/components/ui/shown-alert";
import { passkeyFailureText } from "./passkey-browser";

/** Why a passkey signed nobody in; a page loads it once it has to be told. */
export function PasskeyAlert({ error }: { error: unknown }) {
  return <ShownAlert quiet={error instanceof Cancelled}>{passkeyFailureText(error)}</ShownAlert>;
}
