"use client";
import type { ReactNode } from "react";
import { OnDemand, partOf } from "./on-demand";
import { useFocusReturn } from "./use-focus-return";

export type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  footer?: ReactNode;
  guard?: boolean;
};

/** Its code is not among what a page begins with. */
export const dialogPanel = partOf(async () => (await import("./dialog-panel")).DialogPanel);

/**
 * A modal dialog, on phones a full-height sheet. While `guard` is set nothing but its own content closes it: Esc and
 * clicks outside do nothing, there is no close button, and `onOpenChange(false)` is not called.
 */
export function Dialog(props: DialogProps) {
  useFocusReturn(props.open);
  return props.open && <OnDemand part={dialogPanel} {...props} />;
}
