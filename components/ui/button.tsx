import type { ComponentProps, MouseEvent } from "react";
import { classNames } from "./class-names";

type Look = {
  /** `danger` leads to something that cannot be undone and stays quiet; `danger-solid` does it. */
  variant?: "primary" | "secondary" | "ghost" | "danger" | "danger-solid" | undefined;
  size?: "sm" | "md" | undefined;
};

const variants = {
  primary: "bg-accent text-on-accent not-aria-disabled:hover:bg-accent-hover",
  secondary: "border bg-surface text-foreground shadow-panel not-aria-disabled:hover:bg-hover",
  ghost: "text-foreground not-aria-disabled:hover:bg-hover",
  danger:
    "border bg-surface text-danger-text shadow-panel not-aria-disabled:hover:border-danger/40 not-aria-disabled:hover:bg-danger-soft",
  "danger-solid": "bg-danger text-on-accent not-aria-disabled:hover:bg-danger-hover",
};

const sizes = { sm: "control-sm px-2.5 gap-1.5", md: "control px-3.5 gap-2" };

/** The classes of a button, for links that look like one. */
export function buttonClass({ variant = "secondary", size = "md" }: Look = {}): string {
  return classNames(
    "focus-ring relative inline-flex shrink-0 select-none items-center justify-center whitespace-nowrap rounded-lg font-medium transition-colors",
    "aria-disabled:cursor-not-allowed aria-disabled:opacity-55",
    variants[variant],
    sizes[size],
  );
}

/**
 * A button; while `pending` it shows a spinner, keeps its width and takes no further click. One that cannot be used now
 * says so by `aria-disabled` and stays in reach of the keyboard: the attribute `disabled` would drop the focus it has.
 */
export function Button({
  variant,
  size,
  pending = false,
  className,
  children,
  type = "button",
  disabled = false,
  ...rest
}: ComponentProps<"button"> & Look & { pending?: boolean }) {
  const inert = disabled || pending || rest["aria-disabled"] === true;
  return (
    <button
      {...rest}
      {...(inert ? withoutEffect : {})}
      type={type}
      aria-disabled={inert || undefined}
      aria-busy={pending || undefined}
      className={classNames(buttonClass({ variant, size }), className)}
    >
      <span className={classNames("inline-flex items-center gap-[inherit]", pending && "opacity-0")}>{children}</span>
      {pending && (
        <span
          aria-hidden
          className="absolute size-4 animate-spin rounded-full border-2 border-current border-r-transparent"
        />
      )}
    </button>
  );
}

/** A click does nothing and submits nothing, and no menu or dialog that the button stands for opens. */
const withoutEffect = {
  onClick: (event: MouseEvent) => event.preventDefault(),
  onPointerDown: undefined,
  onKeyDown: undefined,
};
