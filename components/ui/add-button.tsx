"use client";
import { Plus } from "lucide-react";
import type { ComponentProps } from "react";
import { ReasonedButton } from "./reasoned-button";

/** A button that makes one more; with a `reason` it is out of reach, and tells why. */
export function AddButton({
  reason = null,
  children,
  ...rest
}: Omit<ComponentProps<typeof ReasonedButton>, "reason"> & { reason?: string | null }) {
  return (
    <ReasonedButton {...rest} reason={reason}>
      <Plus aria-hidden className="size-4" />
      {children}
    </ReasonedButton>
  );
}
