import { LoaderCircle } from "lucide-react";
import type { ComponentProps } from "react";
import { classNames } from "./class-names";

type Look = {
  variant?: "primary" | "secondary" | "ghost" | "danger" | undefined;
  size?: "sm" | "md" | undefined;
};

const variants = {
  primary: "bg-accent text-on-accent hover:bg-accent-hover",
  secondary: "border bg-surface text-foreground hover:bg-hover",
  ghost: "text-foreground hover:bg-hover",
  danger: "bg-danger text-on-accent hover:bg-danger-hover",
};

const sizes = { sm: "control-sm px-2.5 gap-1.5", md: "control px-3.5 gap-2" };

/** The classes of a button, for links that look like one. */
export function buttonClass({ variant = "secondary", size = "md" }: Look = {}): string {
  return classNames(
    "focus-ring relative inline-flex shrink-0 select-none items-center justify-center whitespace-nowrap rounded-lg font-medium transition-colors",
    "disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55",
    variants[variant],
    sizes[size],
  );
}

/** A button; while `pending` it shows a spinner, keeps its width and takes no further click. */
export function Button({
  variant,
  size,
  pending = false,
  className,
  children,
  type = "button",
  disabled,
  ...rest
}: ComponentProps<"button"> & Look & { pending?: boolean }) {
  return (
    <button
      {...rest}
      type={type}
      disabled={disabled || pending}
      aria-busy={pending || undefined}
      className={classNames(buttonClass({ variant, size }), className)}
    >
      <span className={classNames("inline-flex items-center gap-[inherit]", pending && "opacity-0")}>{children}</span>
      {pending && <LoaderCircle aria-hidden className="absolute size-4 animate-spin" />}
    </button>
  );
}
