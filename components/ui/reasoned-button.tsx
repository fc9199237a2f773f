"use client";
import type { ComponentProps } from "react";
import { Button } from "./button";
import { Tooltip } from "./tooltip";

/** A button that may be out of reach: with a `reason` it does nothing, and tells it on hover and on focus. */
export function ReasonedButton({
  reason,
  onClick,
  ...rest
}: ComponentProps<typeof Button> & { reason: string | null }) {
  if (reason === null) return <Button {...rest} onClick={onClick} />;
  return (
    <Tooltip content={reason}>
      <Button {...rest} aria-disabled />
    </Tooltip>
  );
}
