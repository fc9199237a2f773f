import type { ComponentProps } from "react";
import { classNames } from "./class-names";

/** The look that every text control shares. */
export const controlClass =
  "w-full rounded-lg border border-border-strong bg-surface text-foreground placeholder:text-muted transition-colors hover:border-muted " +
  "focus-visible:border-accent-text focus-visible:outline-2 focus-visible:outline-offset-0 focus-visible:outline-accent-text/45 " +
  "aria-invalid:border-danger-text disabled:cursor-not-allowed disabled:bg-surface-sunken disabled:text-muted";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return (
    <input {...rest} className={classNames(controlClass, "control px-3 read-only:bg-surface-sunken", className)} />
  );
}

export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return (
    <textarea
      {...rest}
      className={classNames(
        controlClass,
        "min-h-20 read-only:bg-surface-sunken px-3 py-2 text-base sm:text-sm pointer-coarse:text-base",
        className,
      )}
    />
  );
}
